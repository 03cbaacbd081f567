import type { FrictionFinding } from '../../api';
import { count, day } from '../../design';
import { inUnit } from './finding_words';
import classes from './findings.module.css';
import { spanLayout } from './span_layout';

const width = 240;
const height = 56;

/** A finding over time: its share per bucket, the abnormal span shaded, the level before dashed. */
export function SpanChart({ finding }: { finding: FrictionFinding }) {
  const { effect, series, touchpoint } = finding;
  const layout = spanLayout(finding, width, height);
  if (layout === null) return null;
  const { before, during, unit } = effect;
  const label = `${touchpoint} over time: ${inUnit(before.share, unit)} before, ${inUnit(during.share, unit)} from ${day(finding.from)}${
    finding.to === null ? '' : ` to ${day(finding.to)}`
  }; highest ${inUnit(layout.top, unit)}`;
  return (
    <figure className={classes.span}>
      <svg width="100%" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label}>
        <rect
          x={layout.from}
          width={layout.to - layout.from}
          height={height}
          rx={2}
          className={classes.abnormal}
        />
        {layout.beforeY !== null && (
          <line x2={width} y1={layout.beforeY} y2={layout.beforeY} className={classes.before} />
        )}
        <path d={layout.path} className={classes.line} />
        {layout.points.map(({ x, y }, index) => (
          <circle key={index} cx={x} cy={y} r={6} fill="transparent">
            <title>
              {day(series[index]!.from)}: {inUnit(series[index]!.share, unit)}, n {count(series[index]!.n)}
            </title>
          </circle>
        ))}
      </svg>
      <figcaption className={classes.axis}>
        <span>{day(series[0]!.from)}</span>
        <span>
          {inUnit(before.share, unit)} before, {inUnit(during.share, unit)} then
        </span>
        <span>{day(series.at(-1)!.from)}</span>
      </figcaption>
    </figure>
  );
}
