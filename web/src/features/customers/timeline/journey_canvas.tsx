import { Button, Skeleton } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { useMemo, useState } from 'react';
import type { CustomerShape } from '../../../api';
import { count, dayAndClock, plural, period as periodText, useChannelColour } from '../../../design';
import type { SeenSpan } from './event_list';
import { journeyPicture, type JourneyMark } from './journey_marks';
import { JourneySvg } from './journey_svg';
import type { Period } from './period';
import { useBrush } from './use_brush';
import classes from './journey.module.css';

interface JourneyCanvasProps {
  shape: CustomerShape | undefined;
  period: Period;
  seen: SeenSpan | null;
  channel: string | undefined;
  onChannel: (channel: string | undefined) => void;
  onPeriod: (from: string | undefined, to: string | undefined) => void;
  onOpen: (id: string) => void;
  /** A place between the dots was clicked. */
  onJump: (at: number) => void;
}

export const laneHeight = 17;
/** Above the first lane and below the last: days at the top, stages at the bottom. */
export const headRoom = 24;
const footRoom = 22;
/** Dots at the ends are drawn whole. */
export const sideRoom = 6;
const skeletonHeight = 118;

/** The whole journey in little: a lane for each channel, time from left to right. */
export function JourneyCanvas(props: JourneyCanvasProps) {
  const { shape, period, channel } = props;
  const { ref, width } = useElementSize<HTMLDivElement>();
  const [hovered, setHovered] = useState<JourneyMark | null>(null);
  const colour = useChannelColour();
  const inner = Math.max(0, width - 2 * sideRoom);
  const picture = useMemo(
    () => (shape && inner > 0 ? journeyPicture(shape, inner, period) : null),
    [shape, inner, period.from, period.to],
  );
  const brush = useBrush(sideRoom, inner, {
    onChoose: (from, to) => {
      if (!picture) return;
      // One millisecond more, so that the last event inside is inside.
      const end = Math.floor(picture.scale.timeAt(to)) + 1;
      props.onPeriod(new Date(picture.scale.timeAt(from)).toISOString(), new Date(end).toISOString());
    },
    onPoint: (x) => {
      if (picture && picture.shown > 0) props.onJump(Math.round(picture.scale.timeAt(x)));
    },
  });
  if (!shape) return <Skeleton height={skeletonHeight} m={14} width="auto" />;
  if (shape.points.length === 0 && period.from === null && period.to === null) return null;
  const lanes = shape.channels;
  const height = headRoom + lanes.length * laneHeight + footRoom;
  const zoomed = period.from !== null || period.to !== null;
  const openMark = (mark: JourneyMark) => props.onOpen(mark.id);
  return (
    <figure className={classes.figure}>
      <div className={classes.lanes} style={{ paddingTop: headRoom - laneHeight / 2 }}>
        {lanes.map((lane) => (
          <button
            key={lane}
            type="button"
            className={classes.lane}
            style={{ height: laneHeight }}
            aria-pressed={channel === lane}
            title={channel === lane ? 'Show all channels' : `Only ${lane}`}
            onClick={() => props.onChannel(channel === lane ? undefined : lane)}
          >
            {lane}
          </button>
        ))}
      </div>
      <div ref={ref} className={classes.stage}>
        {picture && (
          <JourneySvg
            picture={picture}
            lanes={lanes}
            width={width}
            height={height}
            colour={colour}
            seen={props.seen}
            channel={channel}
            selection={brush.selection}
            handlers={brush.handlers}
            label={summary(shape, picture.shown)}
            onHover={setHovered}
            onOpen={openMark}
          />
        )}
        {hovered && (
          <div
            className={classes.tip}
            style={{
              left: Math.min(Math.max(hovered.x + sideRoom, 90), Math.max(90, width - 90)),
              top: headRoom + hovered.lane * laneHeight + 10,
            }}
          >
            <b>{hovered.event}</b>
            {hovered.count > 1 && ` and ${count(hovered.count - 1)} more`}
            <br />
            {dayAndClock(hovered.at)} · {lanes[hovered.lane]}
          </div>
        )}
        {(zoomed || shape.thinned) && (
          <div className={classes.state}>
            {shape.thinned && 'The picture shows a part of the events. '}
            {zoomed && picture && picture.shown === 0 && 'Nothing happened in this period. '}
            {zoomed && period.from !== null && period.to !== null && `${periodText({ from: period.from, to: period.to })} `}
            {zoomed && <Button onClick={() => props.onPeriod(undefined, undefined)}>Show all of it</Button>}
          </div>
        )}
      </div>
    </figure>
  );
}

function summary(shape: CustomerShape, shown: number): string {
  const first = shape.points[0]?.time ?? null;
  const last = shape.points.at(-1)?.time ?? null;
  return (
    `The journey as a picture: ${plural(shown, 'event')} on ${shape.channels.join(', ')}, ` +
    `from ${dayAndClock(first)} to ${dayAndClock(last)}. The list below says the same in words.`
  );
}
