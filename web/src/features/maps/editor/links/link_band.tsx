import { memo } from 'react';
import { columnWidth, headWidth } from '../geometry';
import { linkPath, type LinkPicture } from './link_lines';
import classes from './links.module.css';

interface LinkBandProps {
  picture: LinkPicture;
  columns: number;
  from: number;
  to: number;
  selected: string | null;
}

/** The ways between steps besides the one to the next: a branch is drawn through, a loop in dashes, a skip in dots. */
export const LinkBand = memo(function LinkBand({ picture: { lines, height }, columns, from, to, selected }: LinkBandProps) {
  const inSight = lines.filter((line) => Math.max(line.from, line.to) >= from && Math.min(line.from, line.to) <= to);
  return (
    <svg className={classes.band} style={{ left: headWidth }} width={columns * columnWidth} height={height} aria-hidden>
      {inSight.map((line) => (
        <path key={line.id} d={linkPath(line, height)} className={classes.line} data-kind={line.kind} data-selected={line.id === selected || undefined} />
      ))}
    </svg>
  );
});
