import { memo, type SVGAttributes } from 'react';
import { duration } from '../../../design';
import { headRoom, laneHeight, sideRoom } from './journey_canvas';
import { labelStart, type JourneyMark, type JourneyPicture } from './journey_marks';
import type { SeenSpan } from './event_list';
import classes from './journey.module.css';

interface JourneySvgProps {
  picture: JourneyPicture;
  lanes: string[];
  width: number;
  height: number;
  colour: (channel: string | null) => string;
  seen: SeenSpan | null;
  channel: string | undefined;
  selection: { from: number; to: number } | null;
  handlers: SVGAttributes<SVGSVGElement>;
  label: string;
  onHover: (mark: JourneyMark | null) => void;
  onOpen: (mark: JourneyMark) => void;
}

const laneY = (lane: number) => headRoom + lane * laneHeight;
const breakHalf = 3;
const leastBand = 4;
/** Beyond so many turns the path is a curtain that says nothing and hides the dots. */
const turnsMax = 500;
/** So many dots get smaller, so that the lanes between them stay visible. */
const denseFrom = 160;

export function JourneySvg(props: JourneySvgProps) {
  const { picture, lanes, width, height, selection, seen } = props;
  const bottom = laneY(lanes.length - 1) + laneHeight / 2;
  const top = headRoom - laneHeight / 2;
  return (
    <svg width={width} height={height} className={classes.svg} role="img" aria-label={props.label} {...props.handlers}>
      <g transform={`translate(${sideRoom} 0)`}>
        {seen && <Band from={picture.scale.xAt(seen.from)} to={picture.scale.xAt(seen.to)} y={top} height={bottom - top} className={classes.seen} />}
        {selection && <Band {...selection} y={top} height={bottom - top} className={classes.selection} />}
        <Ground picture={picture} lanes={lanes} width={width - 2 * sideRoom} top={top} bottom={bottom} />
        <Marks picture={picture} lanes={lanes} colour={props.colour} channel={props.channel} onHover={props.onHover} onOpen={props.onOpen} />
      </g>
    </svg>
  );
}

function Band(props: { from: number; to: number; y: number; height: number; className: string | undefined }) {
  const from = Math.min(props.from, props.to);
  const wide = Math.max(leastBand, Math.abs(props.to - props.from));
  return <rect x={from - leastBand / 2} y={props.y} width={wide + leastBand} height={props.height} rx={3} className={props.className} />;
}

interface GroundProps {
  picture: JourneyPicture;
  lanes: string[];
  width: number;
  top: number;
  bottom: number;
}

/** Lanes, days, stage changes, breaks and the path itself; drawn anew only when the layout changes. */
const Ground = memo(function Ground({ picture, lanes, width, top, bottom }: GroundProps) {
  const path = picture.path.map(({ x, lane }, i) => `${i === 0 ? 'M' : 'L'}${x.toFixed(1)} ${laneY(lane)}`).join('');
  return (
    <>
      {lanes.map((lane, index) => (
        <line key={lane} x1={-sideRoom} x2={width + sideRoom} y1={laneY(index)} y2={laneY(index)} className={classes.rule} />
      ))}
      {picture.days.map(({ x, label }) => (
        <text key={x} x={x} y={10} className={classes.text}>
          {label}
        </text>
      ))}
      {picture.stages.map(({ x, label, shown }, index) => (
        <g key={index}>
          <line x1={x} x2={x} y1={top} y2={bottom} className={classes.turn}>
            <title>{label}</title>
          </line>
          {shown && (
            <text x={labelStart(x, label, width)} y={bottom + 14} className={classes.text}>
              {label}
            </text>
          )}
        </g>
      ))}
      {picture.path.length <= turnsMax && (
        <path d={path} className={classes.path} strokeOpacity={picture.marks.length > denseFrom ? 0.25 : 0.55} />
      )}
      {picture.breaks.map(({ x, seconds }) => (
        <g key={x} className={classes.break}>
          <title>{`${duration(seconds)} without an event`}</title>
          <rect x={x - breakHalf} y={top} width={2 * breakHalf} height={bottom - top} />
          <path d={`M${x - 3.5} ${bottom + 2}l3 -6M${x + 0.5} ${bottom + 2}l3 -6`} />
        </g>
      ))}
    </>
  );
});

interface MarksProps {
  picture: JourneyPicture;
  lanes: string[];
  colour: (channel: string | null) => string;
  channel: string | undefined;
  onHover: (mark: JourneyMark | null) => void;
  onOpen: (mark: JourneyMark) => void;
}

const Marks = memo(function Marks({ picture, lanes, colour, channel, onHover, onOpen }: MarksProps) {
  // Pain lies on top.
  const marks = [...picture.marks].sort((a, b) => Number(a.role === 'error') - Number(b.role === 'error'));
  const dense = marks.length > denseFrom;
  return marks.map((mark, index) => {
    const lane = lanes[mark.lane] ?? null;
    const quiet = channel !== undefined && lane !== channel;
    return (
      <circle
        key={index}
        cx={mark.x}
        cy={laneY(mark.lane)}
        r={radius(mark, dense)}
        fill={mark.role === 'error' ? 'var(--pain)' : colour(lane)}
        opacity={quiet ? 0.2 : 1}
        className={classes.mark}
        onPointerEnter={() => onHover(mark)}
        onPointerLeave={() => onHover(null)}
        onClick={() => onOpen(mark)}
      />
    );
  });
});

function radius(mark: JourneyMark, dense: boolean): number {
  if (dense) return mark.role === 'contact' ? 2.8 : 2.2;
  const base = mark.role === 'contact' ? 4.6 : 3.4;
  return Math.min(6, base + Math.log2(mark.count) * 0.35);
}
