import { compact } from '../../../design';
import classes from './pictures.module.css';

interface BarsAxisProps {
  ticks: number[];
  y: (value: number) => number;
  width: number;
  format?: (value: number) => string;
}

/** Hairlines across a picture, each with its value. */
export function BarsAxis({ ticks, y, width, format = compact }: BarsAxisProps) {
  return (
    <>
      {ticks.map((tick) => (
        <g key={tick}>
          <line x1={0} x2={width} y1={y(tick)} y2={y(tick)} stroke={tick === 0 ? 'var(--line-2)' : 'var(--line)'} />
          <text className={`${classes.quiet} ${classes.small}`} textAnchor="end" x={-8} y={y(tick) + 4}>
            {format(Math.abs(tick))}
          </text>
        </g>
      ))}
    </>
  );
}
