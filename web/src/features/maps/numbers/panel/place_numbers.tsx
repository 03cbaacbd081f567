import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { Predicate } from '../../../../api';
import type { MapQuestion, PlaceNumbers } from '../../../../api/map_numbers';
import { count, Counted, day, IntervalBar, Num, share, Sparkline, useChannelColour } from '../../../../design';
import { inRange } from '../../../explore/refine/rule';
import { FeltFigures, EffectFigures } from './felt_figures';
import { peopleOf, PlaceFigures } from './figure_rows';
import classes from './numbers_panel.module.css';

interface PlaceNumbersProps {
  place: PlaceNumbers;
  question: MapQuestion;
  /** Which events it is about, where one rule says so: for a segment of the same people. */
  match: Predicate | undefined;
}

/** Everything that is counted of one step, stage or touchpoint. */
export function PlaceNumbersView({ place, question, match }: PlaceNumbersProps) {
  const rule = match && inRange(question.who ? { all: [question.who, { did: match }] } : { did: match }, question.range);
  return (
    <>
      <section className={classes.part}>
        <h3>In numbers <Counted what="The numbers of a step" as="map_place" /></h3>
        <PlaceFigures place={place} question={question} />
        {rule && place.people > 0 && (
          <Button
            size="compact-xs" variant="subtle" className={classes.save}
            renderRoot={(props) => <Link to="/customers/segments/$id" params={{ id: 'new' }} search={{ name: place.label, rule }} {...props} />}
          >
            Save these people as a segment
          </Button>
        )}
      </section>
      {place.trend && place.trend.length > 1 && <Trend place={place} question={question} />}
      {place.channels.length > 0 && <Channels place={place} question={question} />}
      {place.effect && <EffectFigures label={place.label} effect={place.effect} question={question} />}
      <FeltFigures place={place} question={question} />
    </>
  );
}

function Trend({ place, question }: Pick<PlaceNumbersProps, 'place' | 'question'>) {
  const weeks = place.trend ?? [];
  const whole = weeks.filter(({ incomplete }) => !incomplete);
  const last = whole.at(-1);
  const rates = whole.map(({ go_on: on }) => on?.share ?? null);
  return (
    <section className={classes.part}>
      <h3>Week by week</h3>
      <div className={classes.trend}>
        <span>People</span>
        <Sparkline values={whole.map(({ people }) => people)} width={110} height={26} label={`People by week, ${whole.map(({ people }) => people).join(', ')}`} />
        {last && <Num value={count(last.people)} detail={`week of ${day(last.from)}`} people={peopleOf(question, last.ref, `${place.label}, week of ${day(last.from)}`)} />}
      </div>
      {rates.some((rate) => rate !== null) && (
        <div className={classes.trend}>
          <span>Go on</span>
          <Sparkline values={rates} width={110} height={26} tone="accent" label={`Share who go on by week, ${rates.map((rate) => share(rate)).join(', ')}`} />
          {last?.go_on && <Num value={share(last.go_on.share)} detail={`n ${count(last.go_on.of)}`} people={peopleOf(question, last.go_on_ref, `${place.label}, went on`)} />}
        </div>
      )}
      <p className={classes.quiet}>By the week of each one’s first event here. The latest have had less time to go on{weeks.length > whole.length ? '; weeks that the period covers in part are left out' : ''}.</p>
    </section>
  );
}

function Channels({ place, question }: Pick<PlaceNumbersProps, 'place' | 'question'>) {
  const colourOf = useChannelColour();
  return (
    <section className={classes.part}>
      <h3>Channels</h3>
      <ul className={classes.channels}>
        {place.channels.map((one) => {
          const name = one.other ? 'other' : one.missing ? 'no channel' : one.channel;
          return (
            <li key={one.ref}>
              <span>{name}</span>
              <IntervalBar value={one.share.share ?? 0} low={one.share.low} high={one.share.high} max={1} colour={colourOf(one.other || one.missing ? null : one.channel)} label={`${name}: ${share(one.share.share)} of the events`} />
              <Num value={share(one.share.share)} detail={count(one.people)} people={peopleOf(question, one.ref, `${place.label} on ${name}`)} />
            </li>
          );
        })}
      </ul>
      <p className={classes.quiet}>Share of the events, and people.</p>
    </section>
  );
}
