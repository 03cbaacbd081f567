import type { ReactNode } from 'react';
import type { QueryDocument, Share, Times } from '../../../../api';
import type { MapQuestion, PlaceNumbers } from '../../../../api/map_numbers';
import { count, duration, interval, Num, share } from '../../../../design';
import { peopleQuestion } from '../numbers_view';
import classes from './numbers_panel.module.css';

/** What a ref of an answer needs to open its people. */
export function peopleOf(question: MapQuestion, ref: string | undefined, title: string) {
  return ref === undefined ? undefined : { document: peopleQuestion(question, ref) as unknown as QueryDocument, ref, title };
}

export function FigureRow({ name, children }: { name: ReactNode; children: ReactNode }) {
  return (
    <div className={classes.row}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

interface ShareRowProps {
  name: string;
  of: Share | null;
  /** The people behind it. */
  people: string | undefined;
  question: MapQuestion;
  title: string;
  tone?: 'plain' | 'pain' | 'good';
}

/** A share with how many it is of and its 95 % interval. */
export function ShareRow({ name, of, people, question, title, tone }: ShareRowProps) {
  if (!of || of.share === null) return <FigureRow name={name}><span className={classes.quiet}>none to tell</span></FigureRow>;
  return (
    <FigureRow name={name}>
      <Num value={share(of.share)} tone={tone} detail={`${count(of.count)} of ${count(of.of)} · ${interval(of.low, of.high)}`} people={peopleOf(question, people, title)} />
    </FigureRow>
  );
}

export function TimesRow({ name, times, people, question, title }: { name: string; times: Times; people?: string; question: MapQuestion; title: string }) {
  if (times.median_s === null) return <FigureRow name={name}><span className={classes.quiet}>none to tell</span></FigureRow>;
  const middle = `half between ${duration(times.q1_s)} and ${duration(times.q3_s)}`;
  return (
    <FigureRow name={name}>
      <Num value={duration(times.median_s)} detail={`n ${count(times.n)} · ${middle}`} people={peopleOf(question, people, title)} />
    </FigureRow>
  );
}

const shares = [
  ['go_on', 'Go on', 'plain'], ['leave', 'Leave', 'plain'], ['outcome', 'Reach the outcome', 'plain'], ['repeat', 'Come again', 'plain'], ['backward', 'Go back', 'plain'],
  ['contact_after', 'Contact us within 7 days', 'plain'], ['slow', 'Slow to go on', 'plain'],
] as const;

/** All that is counted of a step, a stage or a touchpoint. */
export function PlaceFigures({ place, question }: { place: PlaceNumbers; question: MapQuestion }) {
  return (
    <dl className={classes.rows}>
      <FigureRow name="People">
        <Num value={count(place.people)} detail={place.share.share === null ? undefined : `${share(place.share.share)} of all on the map · ${interval(place.share.low, place.share.high)}`} people={peopleOf(question, place.ref, place.label)} />
      </FigureRow>
      {shares.map(([name, words, tone]) => (
        <ShareRow key={name} name={words} of={place[name]} people={place[`${name}_ref`]} question={question} title={`${place.label}: ${words.toLowerCase()}`} tone={tone} />
      ))}
      <TimesRow name="Time here" times={place.times_at} question={question} title={place.label} />
      <TimesRow name="Until the next step" times={place.times_to_next} people={place.to_next_ref} question={question} title={`${place.label}: go to another step`} />
      <FigureRow name="Events"><Num value={count(place.events)} detail={`in ${count(place.visits)} visits`} /></FigureRow>
    </dl>
  );
}
