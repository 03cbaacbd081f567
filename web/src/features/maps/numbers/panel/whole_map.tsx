import { count, interval, Num, period, share } from '../../../../design';
import type { About } from '../../engine/fields';
import { Binder } from './binder';
import { FeedbackSources } from './feedback_sources';
import { FigureRow, peopleOf } from './figure_rows';
import { Moments, NotBound, NotInTheData, NotOnTheMap, Unanswered, type GapsProps } from './gaps';
import classes from './numbers_panel.module.css';

/** The map as a whole: its people, what it lacks, and what its numbers rest on. */
export function WholeMap({ about, ...gaps }: GapsProps & { about: About }) {
  const { numbers } = gaps;
  const { result, range, n, notes = [] } = numbers.answer;
  return (
    <>
      <section className={classes.part}>
        <dl className={classes.rows}>
          <FigureRow name="People on the map"><Num value={count(result.people)} detail={`of ${count(n.customers)} with any event`} people={peopleOf(numbers.question, result.ref, 'On the map')} /></FigureRow>
          {result.outcome && (
            <FigureRow name="Reach the outcome">
              <Num value={share(result.outcome.share)} detail={`${count(result.outcome.count)} of ${count(result.outcome.of)} · ${interval(result.outcome.low, result.outcome.high)}`} people={peopleOf(numbers.question, result.outcome_ref, 'With the outcome')} />
            </FigureRow>
          )}
          <FigureRow name="Period"><span>{n.events === 0 && result.events === 0 ? 'no events' : period(range)}</span></FigureRow>
        </dl>
      </section>
      <section className={classes.part}>
        <h3>What the numbers rest on</h3>
        <Binder part="about" id="about" field="outcome" label="A journey went well when it leads to" value={about.outcome} none="nothing yet: shares of those who leave count everybody who stops" />
        <FeedbackSources about={about} />
      </section>
      <Moments {...gaps} />
      <NotOnTheMap {...gaps} />
      <NotInTheData {...gaps} />
      <Unanswered {...gaps} />
      <NotBound {...gaps} />
      {notes.length > 0 && (
        <section className={classes.part}>
          <h3>Notes</h3>
          {notes.map((note) => <p key={note} className={classes.quiet}>{note}</p>)}
        </section>
      )}
    </>
  );
}
