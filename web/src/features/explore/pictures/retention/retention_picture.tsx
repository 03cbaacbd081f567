import type { RetentionCohort, RetentionPoint, RetentionResult } from '../../../../api';
import { categoryColour, count, interval, plural, share } from '../../../../design';
import { useMark } from '../../refine/refine_context';
import { hatchPath } from '../hatch';
import { bandPath, brokenLine } from '../line';
import classes from '../pictures.module.css';
import { useWidth } from '../use_width';
import { cohortName, periodMark, periodName } from './retention_words';

interface RetentionPictureProps {
  result: RetentionResult;
}

const margin = { left: 16, right: 16, top: 26, bottom: 14 };
/** Where there is little room, names give way to the cells. */
const narrow = 640;
const cell = { least: 46, most: 132, height: 26, gap: 2 };
const curve = { height: 170, gap: 44 };
/** More cohorts than this are read in the table. */
const cohortsShown = 60;

/** The curve of all over the heat map of each cohort, their periods one under another. */
export function RetentionPicture({ result }: RetentionPictureProps) {
  const { ref, width } = useWidth<HTMLDivElement>();
  const columns = Math.max(1, result.curve.length);
  const names = width < narrow ? 142 : 170;
  const room = width - margin.left - margin.right - names;
  const step = Math.min(cell.most, Math.max(cell.least, room / columns));
  const cohorts = result.cohorts.filter((cohort) => cohort.size > 0).slice(-cohortsShown);
  const shares = [...result.curve, ...cohorts.flatMap((cohort) => cohort.cells)].flatMap((each) => each.share.share ?? []);
  const most = Math.max(0.01, ...shares);
  const top = axisTop(Math.max(0.01, ...result.curve.map((each) => each.share.high ?? 0), ...(result.breakdown ?? []).flatMap((group) => group.curve.map((each) => each.share.share ?? 0))));
  const drawn = names + step * columns;
  const height = curve.height + curve.gap + cohorts.length * cell.height;
  return (
    <div ref={ref} className={classes.scroll}>
      <svg
        className={classes.picture}
        width={drawn + margin.left + margin.right}
        height={height + margin.top + margin.bottom}
        role="group"
        aria-label="Retention: the curve of all, and each cohort by period"
        data-picture
      >
        <g transform={`translate(${margin.left} ${margin.top})`}>
          <Curve result={result} names={names} step={step} top={top} />
          <g transform={`translate(0 ${curve.height + curve.gap})`}>
            {result.curve.map((each, at) => (
              <text key={each.ref} className={`${classes.quiet} ${classes.small}`} textAnchor="middle" x={names + step * (at + 0.5)} y={-8}>
                {at === 0 ? periodName(result, each) : periodMark(each)}
              </text>
            ))}
            {cohorts.map((cohort, row) => (
              <CohortRow key={cohort.ref} result={result} cohort={cohort} names={names} y={row * cell.height} step={step} most={most} />
            ))}
          </g>
        </g>
      </svg>
    </div>
  );
}

/** The next whole tenth, so that the axis ends on a mark. */
const axisTop = (value: number) => Math.min(1, Math.ceil(value * 10 + 0.001) / 10);

interface CurveProps {
  result: RetentionResult;
  names: number;
  step: number;
  top: number;
}

function Curve({ result, names, step, top }: CurveProps) {
  const mark = useMark();
  const x = (at: number) => names + step * (at + 0.5);
  const y = (value: number) => curve.height * (1 - value / top);
  const whole = names + step * result.curve.length;
  const groups = result.breakdown ?? [];
  const band = bandPath(
    result.curve.map(({ share: { low, high } }, at) =>
      low === null || high === null ? null : { x: x(at), low: y(low), high: y(Math.min(top, high)) },
    ),
  );
  const line = (points: RetentionPoint[]) =>
    brokenLine(points.map((each, at) => (each.share.share === null ? null : { x: x(at), y: y(each.share.share) })));
  return (
    <g>
      {[0, top / 2, top].map((tick) => (
        <g key={tick}>
          <line x1={names} x2={whole} y1={y(tick)} y2={y(tick)} stroke="var(--line)" />
          <text className={`${classes.quiet} ${classes.small}`} textAnchor="end" x={names - 8} y={y(tick) + 4}>
            {share(tick, 0)}
          </text>
        </g>
      ))}
      {groups.length === 0 && <path d={band} fill="var(--c1)" fillOpacity={0.14} />}
      {groups.map((group, at) => (
        <path key={group.ref} d={line(group.curve)} fill="none" stroke={categoryColour(at)} strokeWidth={1.6} />
      ))}
      <path d={line(result.curve)} fill="none" stroke={groups.length === 0 ? 'var(--c1)' : 'var(--ink)'} strokeWidth={2} />
      {result.curve.map((each, at) =>
        each.share.share === null ? null : (
          <circle
            key={each.ref}
            cx={x(at)}
            cy={y(each.share.share)}
            r={4.5}
            fill={each.incomplete ? 'var(--surface)' : groups.length === 0 ? 'var(--c1)' : 'var(--ink)'}
            stroke={groups.length === 0 ? 'var(--c1)' : 'var(--ink)'}
            strokeWidth={1.6}
            className={classes.mark}
            {...mark(
              each.ref,
              `${periodName(result, each)}: ${share(each.share.share)} of ${count(each.share.of)} came back, ${interval(each.share.low, each.share.high)}`,
            )}
          >
            <title>{`${periodName(result, each)}: ${share(each.share.share)} (${interval(each.share.low, each.share.high)}), n ${count(each.share.of)}`}</title>
          </circle>
        ),
      )}
      {result.curve.map((each, at) =>
        each.share.share === null || groups.length > 0 ? null : (
          <text key={each.ref} className={`${classes.small} ${classes.over}`} textAnchor="middle" x={x(at)} y={y(each.share.share) - 10} pointerEvents="none" aria-hidden>
            {share(each.share.share)}
          </text>
        ),
      )}
      <text className={classes.small} x={0} y={y(top) + 4}>
        All
      </text>
      <text className={`${classes.quiet} ${classes.small}`} x={0} y={y(top) + 19}>
        {plural(result.entered, 'start')}
      </text>
    </g>
  );
}

interface CohortRowProps {
  result: RetentionResult;
  cohort: RetentionCohort;
  names: number;
  y: number;
  step: number;
  most: number;
}

function CohortRow({ result, cohort, names, y, step, most }: CohortRowProps) {
  const mark = useMark();
  const name = cohortName(cohort.from, result.bucket);
  const high = cell.height - cell.gap;
  return (
    <g transform={`translate(0 ${y})`}>
      <g className={classes.mark} {...mark(cohort.ref, `${name}: ${plural(cohort.people, 'person', 'people')} began`)}>
        <rect x={0} y={0} width={names - 8} height={high} fill="transparent" />
        <text className={classes.muted} x={0} y={17}>
          {name}
          {cohort.partial ? ' (part)' : ''}
        </text>
        <text className={`${classes.quiet} ${classes.small}`} textAnchor="end" x={names - 12} y={17}>
          {count(cohort.size)}
        </text>
      </g>
      {cohort.cells.map((each, at) => {
        const value = each.share.share;
        if (value === null) return null;
        const [x, w] = [names + step * at, step - cell.gap];
        const strength = value / most;
        return (
          <g
            key={each.ref}
            className={classes.mark}
            {...mark(
              each.ref,
              `${name}, ${periodName(result, each)}: ${share(value)} of ${count(each.share.of)}${each.incomplete ? ' so far' : ''}`,
            )}
          >
            <title>
              {`${share(value)} of ${count(each.share.of)} (${interval(each.share.low, each.share.high)})${each.incomplete ? ', so far' : ''}`}
            </title>
            <rect x={x} y={0} width={w} height={high} rx={2} fill="var(--c1)" fillOpacity={each.incomplete ? 0.06 : 0.06 + 0.5 * strength} />
            {each.incomplete && <path d={hatchPath(x, 0, w, high)} stroke="var(--c1)" strokeOpacity={0.35} strokeWidth={1} fill="none" />}
            <text className={`${classes.small} ${each.incomplete ? `${classes.over} ${classes.muted}` : ''}`} textAnchor="middle" x={x + w / 2} y={16}>
              {share(value)}
            </text>
          </g>
        );
      })}
    </g>
  );
}
