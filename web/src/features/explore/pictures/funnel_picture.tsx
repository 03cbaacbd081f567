import type { FunnelResult } from '../../../api';
import { count, duration, interval, share } from '../../../design';
import { markKeys, useRefine } from '../refine/refine_context';
import { layoutFunnel } from './funnel_layout';
import { useHeight } from './picture_room';
import classes from './pictures.module.css';
import { fitted } from './text_fit';
import { useWidth } from './use_width';

interface FunnelPictureProps {
  result: FunnelResult;
}

const margin = { left: 16, top: 72, right: 8, bottom: 20 };
const size = { columnMin: 132, barShare: 0.56, lostMin: 2 };

/** One column a step: who reached it in the customers' green, who did not in pain below. */
export function FunnelPicture({ result }: FunnelPictureProps) {
  const { ref, width } = useWidth<HTMLDivElement>();
  const refine = useRefine();
  const picture = layoutFunnel(result.steps, { ...size, height: useHeight(300, margin.top + margin.bottom), width: width - margin.left - margin.right });
  const mark = (of: string, label: string) => ({
    className: classes.mark,
    role: 'button',
    tabIndex: 0,
    'aria-label': label,
    'aria-haspopup': 'menu' as const,
    'data-chosen': refine.selected === of || undefined,
    onClick: (event: React.MouseEvent) => refine.open(of, event),
    onKeyDown: markKeys((event) => refine.open(of, event)),
  });
  const unit = result.accounts === undefined ? 'people' : 'accounts';
  return (
    <div ref={ref} className={classes.scroll}>
      <svg
        className={classes.picture}
        width={picture.width + margin.left + margin.right}
        height={picture.height + margin.top + margin.bottom}
        role="group"
        aria-label="Funnel"
        data-picture
      >
        <g transform={`translate(${margin.left} ${margin.top})`}>
          <line x1={0} x2={picture.width - 12} y1={0} y2={0} stroke="var(--line)" />
          {picture.bars.map((bar, at) => {
            const { step, lost } = bar;
            const next = picture.bars[at + 1];
            const column = picture.width / picture.bars.length - 10;
            const from = at === 0 ? step.from_first : step.from_previous;
            return (
              <g key={at}>
                <text x={bar.x} y={-50}>
                  <title>{step.name}</title>
                  {fitted(`${at + 1}  ${step.name}`, column, 13)}
                </text>
                <text className={`${classes.quiet} ${classes.small}`} x={bar.x} y={-33}>
                  {fitted(at === 0 ? 'entered' : `${share(from.share)} of previous${at > 1 ? ` · ${share(step.from_first.share)} of all` : ''}`, column, 11)}
                </text>
                <text className={`${classes.quiet} ${classes.small}`} x={bar.x} y={-17}>
                  {at === 0 ? '' : fitted(timing(step.times_from_previous.median_s, from), column, 11.5)}
                </text>
                {next && (
                  <path
                    d={`M${bar.x + bar.width} 0L${next.x} 0L${next.x} ${next.reached.height}L${bar.x + bar.width} ${bar.reached.height}Z`}
                    fill="var(--c1)"
                    fillOpacity={0.14}
                  />
                )}
                <rect
                  x={bar.x}
                  y={0}
                  width={bar.width}
                  height={Math.max(1, bar.reached.height)}
                  rx={2}
                  fill="var(--c1)"
                  {...mark(step.ref, `${step.name}: ${count(step.count)} ${unit}`)}
                />
                {lost && (
                  <rect
                    x={bar.x}
                    y={lost.y + 2}
                    width={bar.width}
                    height={Math.max(1, lost.height - 2)}
                    rx={2}
                    fill="var(--pain)"
                    fillOpacity={0.75}
                    {...mark(lost.ref, `Lost before ${step.name}: ${count(lost.count)} ${unit}`)}
                  />
                )}
                <g pointerEvents="none" aria-hidden>
                  <text className={classes.over} x={bar.x + bar.width + 6} y={Math.max(13, Math.min(bar.reached.height / 2, 40))}>
                    {count(step.count)}
                  </text>
                  {lost && (
                    <text
                      className={`${classes.small} ${classes.over}`}
                      style={{ fill: 'var(--pain)' }}
                      x={bar.x + bar.width + 6}
                      y={Math.min(picture.height + 4, Math.max(lost.y + 14, 32, Math.min(lost.y + lost.height / 2 + 4, lost.y + 40)))}
                    >
                      {count(lost.count)} lost
                    </text>
                  )}
                </g>
              </g>
            );
          })}
        </g>
      </svg>
    </div>
  );
}

function timing(median: number | null, from: { low: number | null; high: number | null }): string {
  return [interval(from.low, from.high), median === null ? '' : `median ${duration(median)}`]
    .filter((part) => part !== '')
    .join(' · ');
}
