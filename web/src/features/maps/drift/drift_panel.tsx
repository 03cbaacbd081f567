import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { DriftDeviation, DriftPlace, MapDrift } from '../../../api';
import { count, Counted, day, duration, ErrorState, interval, Num, plural, RowsSkeleton, share, Sparkline } from '../../../design';
import { SidePanel } from '../editor/panel/side_panel';
import { backWords, kindWords } from './drift_words';
import { useMapDrift } from './drift_context';
import { ReviewCard } from './review_card';
import classes from './drift.module.css';

const deviationsAtOnce = 60;

/** Beside the board: all ways in which customers leave the mapped path, and the map's reviews. */
export function DriftPanel({ onClose }: { onClose: () => void }) {
  const state = useMapDrift();
  return (
    <SidePanel label="Drift" title={<>Drift <Counted what="Drift" as="map_drift" /></>} onClose={onClose}>
      <div className={classes.body}>
        {state && <Answer />}
        {state && <ReviewCard map={state.map} />}
      </div>
    </SidePanel>
  );
}

function Answer() {
  const state = useMapDrift();
  if (!state) return null;
  if (state.bound < 2) {
    return (
      <p className={classes.hint}>
        Drift compares the map with what customers do. Say which events belong to at least two steps: bind them in their properties, or put touchpoint cards with data below them.
      </p>
    );
  }
  if (state.error) return <ErrorState error={state.error} onRetry={state.retry} />;
  if (!state.drift || !state.result) return <RowsSkeleton rows={6} height={34} />;
  const { drift, result } = state;
  if (result.people === 0) {
    return <p className={classes.hint}>Nobody was at a bound step in this period. <Link to="/data">See which events come</Link>, or choose a longer period.</p>;
  }
  const more = result.deviations_total - Math.min(result.deviations_total, deviationsAtOnce);
  return (
    <div className={classes.answer} data-old={state.isOld || undefined} aria-busy={state.isOld}>
      <p className={classes.lead}>{result.sentence}</p>
      <Whole drift={drift} />
      {result.deviations.length > 0 && (
        <>
          <h3>Ways off the path</h3>
          <ol className={classes.list}>
            {result.deviations.slice(0, deviationsAtOnce).map((deviation) => (
              <Way key={deviation.id} deviation={deviation} drift={drift} />
            ))}
          </ol>
          {more > 0 && <p className={classes.hint}>{plural(more, 'rarer way')} not shown.</p>}
        </>
      )}
      {drift.unbound.length > 0 && (
        <>
          <h3>Passed over</h3>
          <ul className={classes.list}>
            {drift.unbound.map(({ id, reason, hint }) => (
              <li key={id}>
                <b>{result.steps.find((step) => step.id === id)?.label ?? 'The map'}</b>
                <span className={classes.detail}>{reason} {hint}</span>
              </li>
            ))}
          </ul>
        </>
      )}
      {result.steps.some(({ bound, reached }) => bound && !reached) && (
        <p className={classes.hint}>
          No data reaches {result.steps.filter(({ bound, reached }) => bound && !reached).map(({ label }) => `“${label}”`).join(', ')}; the path leads past.
        </p>
      )}
    </div>
  );
}

function trendOf(place: DriftPlace): (number | null)[] {
  return (place.trend ?? []).filter(({ incomplete }) => !incomplete).map(({ drift }) => drift.share);
}

function Whole({ drift }: { drift: MapDrift }) {
  const { result } = drift.answer;
  const trend = trendOf(result);
  return (
    <dl className={classes.facts}>
      <div>
        <dt>Leave the path</dt>
        <dd>
          <Num
            value={share(result.drift.share)} detail={`${interval(result.drift.low, result.drift.high)} · n ${count(result.drift.of)}`}
            people={{ document: drift.question as never, ref: result.drift_ref, title: 'Left the mapped path' }}
          />
        </dd>
      </div>
      <div>
        <dt>Fitness</dt>
        <dd><Num value={result.fitness === null ? '–' : share(result.fitness)} detail={`${interval(result.fitness_low, result.fitness_high)} · ${plural(result.journeys, 'journey')}`} /></dd>
      </div>
      {trend.length > 1 && (
        <div>
          <dt>By week</dt>
          <dd className={classes.trend}>
            <Sparkline values={trend} label={`Drift by week, from ${share(trend[0] ?? null)} to ${share(trend.at(-1) ?? null)}`} tone="pain" width={120} />
            <small>{result.turn ? `${share(result.turn.before.share)} before ${day(result.turn.from)}, ${share(result.turn.after.share)} since` : 'no change that is sure'}</small>
          </dd>
        </div>
      )}
    </dl>
  );
}

function Way({ deviation, drift }: { deviation: DriftDeviation; drift: MapDrift }) {
  const { steps } = drift.answer.result;
  const label = (id: string | null) => steps.find((step) => step.id === id)?.label ?? null;
  const { sentence, share: part, away } = deviation;
  return (
    <li>
      <span className={classes.kind}>{kindWords[deviation.kind]}</span>
      <span>{sentence}</span>
      <span className={classes.detail}>
        <Num
          value={plural(deviation.people, 'person', 'people')} detail={`${share(part.share)}, ${interval(part.low, part.high)} of ${count(part.of)}`}
          people={{ document: drift.question as never, ref: deviation.ref, title: sentence.replace(/\.$/, '') }}
        />
      </span>
      <span className={classes.detail}>
        {backWords(deviation, label(deviation.back_at))}
        {away.median_s !== null && `, after ${duration(away.median_s)} (median)`}
      </span>
      <Button component={Link} to="." search={((before: object) => ({ ...before, at: deviation.step })) as never} size="compact-xs" className={classes.go}>Show the step</Button>
    </li>
  );
}
