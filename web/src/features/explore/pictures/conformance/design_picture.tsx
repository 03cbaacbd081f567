import type { ConformanceResult, Deviation, DeviationKind } from '../../../../api';
import { count, duration, interval, plural, share } from '../../../../design';
import { useMark } from '../../refine/refine_context';
import classes from '../pictures.module.css';
import { fitted, wrapped } from '../text_fit';
import { useWidth } from '../use_width';
import { deviationKinds } from './deviation_words';

const margin = { left: 16, right: 16, top: 44, bottom: 14 };
const bar = { height: 92, below: 42 };
/** A bar that has room for its share. */
const inside = 26;
const cell = { height: 34, gap: 2, least: 92, most: 280 };
/** Where there is little room, names give way to the steps. */
const narrow = 620;

/** What is not designed has no step to stand under: the most frequent ones stand in a column of their own. */
const atSteps = deviationKinds.filter(({ kind }) => kind !== 'extra');

/** The designed steps from left to right, as high as they are done; under each what went another way there. */
export function DesignPicture({ result }: { result: ConformanceResult }) {
  const { ref, width } = useWidth<HTMLDivElement>();
  const mark = useMark();
  const { steps } = result;
  const names = width < narrow ? 92 : 130;
  const step = Math.min(cell.most, Math.max(cell.least, (width - margin.left - margin.right - names) / Math.max(1, steps.length)));
  const kinds = atSteps.filter(({ kind }) => result.by_kind.some((each) => each.kind === kind && each.count > 0));
  const rows = bar.height + bar.below;
  const most = Math.max(0.0001, ...result.deviations.filter(({ kind }) => kind !== 'extra').map((each) => each.share.share ?? 0));
  // A label that is designed twice has one row of deviations: they stand under its first place.
  const place = new Map<string, number>();
  steps.forEach(({ label }, at) => place.has(label) || place.set(label, at));
  const found = (kind: DeviationKind): (Deviation & { at: number })[] =>
    result.deviations.flatMap((each) => {
      const at = place.get(each.label);
      return each.kind === kind && at !== undefined ? [{ ...each, at }] : [];
    });
  const whole = names + step * steps.length;
  return (
    <div ref={ref} className={classes.scroll}>
      <svg
        className={classes.picture}
        width={margin.left + whole + margin.right}
        height={margin.top + rows + kinds.length * cell.height + margin.bottom}
        role="group"
        aria-label="The designed steps, how many do them, and what goes another way at each"
        data-picture
      >
        <g transform={`translate(${margin.left} ${margin.top})`}>
          <text className={`${classes.quiet} ${classes.small}`} x={0} y={bar.height / 2 + 4}>
            done by
          </text>
          {steps.map((each, at) => {
            const x = names + at * step;
            const high = bar.height * (each.done.share ?? 0);
            const words = `${each.label}: done in ${share(each.done.share)} of ${plural(each.done.of, 'journey')}, ${plural(each.done_people, 'person', 'people')}`;
            return (
              <g key={each.id} className={classes.mark} {...mark(each.done_ref, words)}>
                <title>{`${words} (${interval(each.done.low, each.done.high)})`}</title>
                {[...wrapped(each.label, step - 14, 12.5)].reverse().map((line, up) => (
                  <text key={up} x={x} y={-10 - up * 15}>
                    {line}
                  </text>
                ))}
                <rect x={x} y={0} width={step - 12} height={bar.height} rx={3} fill="var(--sunken)" stroke="none" />
                <rect x={x} y={bar.height - high} width={step - 12} height={high} rx={3} fill="var(--c1)" stroke="none" />
                <text
                  x={x + 8}
                  y={high < inside ? bar.height - high - 7 : bar.height - high + 18}
                  style={{ fill: high < inside ? 'var(--ink)' : 'var(--on-accent)' }}
                >
                  {share(each.done.share)}
                </text>
                {at > 0 && (
                  <text className={`${classes.quiet} ${classes.small}`} x={x} y={bar.height + 18}>
                    {fitted(each.times.median_s === null ? '' : `after ${duration(each.times.median_s)}`, step - 10, 11.5)}
                  </text>
                )}
              </g>
            );
          })}
          {kinds.map(({ kind, name, how }, row) => {
            const y = rows + row * cell.height;
            const all = result.by_kind.find((each) => each.kind === kind);
            return (
              <g key={kind}>
                {all && (
                  <g className={classes.mark} {...mark(all.ref, `${name}: ${share(all.share.share)} of the journeys, ${plural(all.people, 'person', 'people')}`)}>
                    <title>{`${name}: ${how}`}</title>
                    <rect x={0} y={y} width={names - 8} height={cell.height - cell.gap} fill="transparent" stroke="none" />
                    <text className={classes.small} x={0} y={y + 14}>
                      {name}
                    </text>
                    <text className={`${classes.quiet} ${classes.small}`} x={0} y={y + 27}>
                      {share(all.share.share)} in all
                    </text>
                  </g>
                )}
                {steps.map((each, at) => (
                  <rect key={each.id} x={names + at * step} y={y} width={step - 12} height={cell.height - cell.gap} rx={2} fill="var(--sunken)" fillOpacity={0.5} />
                ))}
                {found(kind).map((each) => (
                  <g key={each.id} className={classes.mark} {...mark(each.ref, `${each.sentence} ${plural(each.people, 'person', 'people')}`)}>
                    <title>{`${each.sentence} ${count(each.count)} times`}</title>
                    <rect
                      x={names + each.at * step}
                      y={y}
                      width={step - 12}
                      height={cell.height - cell.gap}
                      rx={2}
                      fill="var(--pain)"
                      fillOpacity={0.07 + 0.4 * ((each.share.share ?? 0) / most)}
                    />
                    <text className={classes.small} textAnchor="middle" x={names + each.at * step + (step - 12) / 2} y={y + 20}>
                      {share(each.share.share)}
                    </text>
                  </g>
                ))}
              </g>
            );
          })}
        </g>
      </svg>
    </div>
  );
}
