import type { Effect, MapQuestion, PlaceNumbers } from '../../../../api/map_numbers';
import { count, Counted, interval, Num, points, share } from '../../../../design';
import { feelingText } from '../../editor/lanes/emotion_curve';
import { FigureRow, peopleOf } from './figure_rows';
import classes from './numbers_panel.module.css';

const partWords = { leave: 'leave', backward: 'go back', contact_after: 'contact us', repeat: 'come again', slow: 'are slow' } as const;

/** Feedback and behaviour at a place, from −2 to +2, and what the latter is made of. */
export function FeltFigures({ place, question }: { place: PlaceNumbers; question: MapQuestion }) {
  const { computed, measured } = place.emotion;
  return (
    <section className={classes.part}>
      <h3>How it feels <Counted what="How it feels" as="map_emotion" /></h3>
      <dl className={classes.rows}>
        <FigureRow name="Feedback">
          {computed ? (
            <Num value={feelingText(computed.value)} detail={`${count(computed.answers)} answers of ${count(computed.n)} people${between(computed)}`} people={peopleOf(question, computed.n_ref, `${place.label}: feedback`)} />
          ) : (
            <span className={classes.quiet}>no answers here</span>
          )}
        </FigureRow>
        <FigureRow name="Measured">
          {measured ? <Num value={feelingText(measured.value)} tone={measured.value < -0.8 ? 'pain' : 'plain'} detail={`n ${count(measured.n)}${between(measured)}`} /> : <span className={classes.quiet}>nobody was here</span>}
        </FigureRow>
      </dl>
      {measured && (
        <table className={classes.table}>
          <caption>What the measured value is made of</caption>
          <thead>
            <tr><th scope="col">Who</th><th scope="col">Here</th><th scope="col">Map</th><th scope="col">Excess</th></tr>
          </thead>
          <tbody>
            {measured.parts.map((part) => (
              <tr key={part.of}>
                <th scope="row">{partWords[part.of]}</th>
                <td><Num value={share(part.share)} people={peopleOf(question, part.ref, `${place.label}: ${partWords[part.of]}`)} /></td>
                <td>{share(part.baseline)}</td>
                <td title={`${points(part.low)} to ${points(part.high)} points, weight ${part.weight}`}>{points(part.excess)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function between({ low, high }: { low: number | null; high: number | null }): string {
  return low === null || high === null ? '' : ` · ${feelingText(low)} to ${feelingText(high)}`;
}

/** With the step against without it. */
export function EffectFigures({ label, effect, question }: { label: string; effect: Effect; question: MapQuestion }) {
  const { with: here, without, difference, held } = effect;
  return (
    <section className={classes.part}>
      <h3>Effect on the outcome <Counted what="Effect on the outcome" as="map_effect" /></h3>
      <dl className={classes.rows}>
        <FigureRow name="With it"><Num value={share(here.share)} detail={`n ${count(here.of)} · ${interval(here.low, here.high)}`} people={peopleOf(question, effect.with_ref, `${label}: with outcome`)} /></FigureRow>
        <FigureRow name="Without it"><Num value={share(without.share)} detail={`n ${count(without.of)} · ${interval(without.low, without.high)}`} people={peopleOf(question, effect.without_ref, `Not at ${label}: with outcome`)} /></FigureRow>
        <FigureRow name="Difference">
          <Num value={points(difference.value)} unit=" points" tone={held ? (difference.value < 0 ? 'pain' : 'good') : 'plain'} detail={`${points(difference.low)} to ${points(difference.high)} · ${held ? 'holds' : 'may be chance'}`} />
        </FigureRow>
      </dl>
      <p className={classes.quiet}>What goes with an outcome need not cause it.</p>
    </section>
  );
}
