import type { KeyboardEvent, ReactNode } from 'react';
import type { JourneyDocument, JourneyStage } from '../../api';
import { compact, count, duration, share } from '../../design';
import { usePeoplePanel } from '../../people/people_context';
import classes from './journey.module.css';
import type { JourneyLayout } from './journey_layout';
import { emotion, troughText } from './journey_words';

interface JourneyPictureProps {
  document: JourneyDocument;
  stages: JourneyStage[];
  layout: JourneyLayout;
  /** The stage under the pointer or the focus. */
  active: number | null;
  onActive: (stage: number | null) => void;
  /** The stage whose touchpoints stand below. */
  opened: number | null;
  onOpen: (stage: number) => void;
}

const wideEnoughForCounts = 72;

/** Blocks, ribbons and losses on top, the measured curve below. */
export function JourneyPicture(props: JourneyPictureProps) {
  const { document, stages, layout, onActive } = props;
  const panel = usePeoplePanel();
  const people = (ref: string, title: string) => () => panel.open(document, ref, title);
  return (
    <svg width={layout.width} height={layout.height} className={classes.picture} onMouseLeave={() => onActive(null)}>
      {layout.losses.map(({ path, labelX, labelY }, index) => {
        const stage = stages[index]!;
        if (stage.lost === 0) return null;
        return (
          <Mark
            key={index}
            label={`${count(stage.lost)} people go no further after ${stage.name}`}
            onPress={people(stage.lost_ref, `lost after ${stage.name}`)}
          >
            <path d={path} className={classes.loss} />
            <text x={labelX} y={labelY} className={classes.lossText}>
              −{count(stage.lost)}
            </text>
          </Mark>
        );
      })}
      {layout.ribbons.map((ribbon, index) => (
        <Onward key={index} stage={stages[index]!} ribbon={ribbon} people={people} />
      ))}
      {stages.map((stage, index) => (
        <Stage key={stage.name} {...props} stage={stage} index={index} people={people} />
      ))}
      {layout.curve && <EmotionCurve {...props} curve={layout.curve} />}
    </svg>
  );
}

type Opener = (ref: string, title: string) => () => void;

function Onward(props: { stage: JourneyStage; ribbon: JourneyLayout['ribbons'][number]; people: Opener }) {
  const { stage, ribbon, people } = props;
  const { onward, onward_times: times, onward_ref: ref } = stage;
  const drawing = (
    <>
      <path d={ribbon.path} className={classes.ribbon} />
      <text x={ribbon.x} y={ribbon.shareY} className={classes.shareText}>
        {share(onward.share)}
      </text>
      <text x={ribbon.x} y={ribbon.timeY} className={classes.timeText}>
        {times.n > 0 ? duration(times.median_s) : ''}
      </text>
    </>
  );
  const label = `${share(onward.share)} of ${stage.name} go on, ${count(onward.count)} of ${count(onward.of)}, median ${duration(times.median_s)}`;
  if (ref === undefined) return <g role="img" aria-label={label}>{drawing}</g>;
  return (
    <Mark label={label} onPress={people(ref, `go on after ${stage.name}`)}>
      {drawing}
    </Mark>
  );
}

function Stage(props: JourneyPictureProps & { stage: JourneyStage; index: number; people: Opener }) {
  const { stage, index, layout, people, active, onActive, opened, onOpen } = props;
  const block = layout.blocks[index]!;
  const figure = block.width >= wideEnoughForCounts ? count(stage.people) : compact(stage.people);
  return (
    <g onMouseEnter={() => onActive(index)} onFocus={() => onActive(index)} onBlur={() => onActive(null)}>
      <rect
        x={block.centre - layout.width / props.stages.length / 2}
        width={layout.width / props.stages.length}
        height={layout.height}
        className={active === index ? classes.columnOn : classes.column}
        pointerEvents="none"
      />
      <Mark
        label={`${stage.name}: ${opened === index ? 'hide' : 'show'} its touchpoints`}
        expanded={opened === index}
        onPress={() => onOpen(index)}
      >
        <rect x={block.centre - 60} y={12} width={120} height={28} fill="transparent" />
        <text x={block.centre} y={30} className={classes.stageName}>
          {stage.name}
          <tspan className={classes.caret}>{opened === index ? ' ▴' : ' ▾'}</tspan>
        </text>
      </Mark>
      <Mark label={`${count(stage.people)} people in ${stage.name}`} onPress={people(stage.ref, stage.name)}>
        <rect
          x={block.x}
          y={block.y}
          width={block.width}
          height={block.height}
          rx={Math.min(5, block.height / 2)}
          className={classes.block}
        />
        <text
          x={block.centre}
          y={block.labelY}
          dy="0.36em"
          className={block.labelInside ? classes.countInside : classes.countOutside}
        >
          {figure}
        </text>
      </Mark>
    </g>
  );
}

function EmotionCurve(props: JourneyPictureProps & { curve: NonNullable<JourneyLayout['curve']> }) {
  const { curve, stages, layout, onActive } = props;
  const last = layout.blocks.at(-1)!;
  const trough = curve.trough === null ? undefined : curve.points[curve.trough];
  return (
    <g>
      <line
        x1={layout.blocks[0]!.x}
        x2={last.x + last.width}
        y1={curve.baseline}
        y2={curve.baseline}
        stroke="var(--line-2)"
      />
      <path d={curve.path} className={classes.curve} />
      {curve.points.map(({ stage, x, y, value }, index) => {
        const isTrough = index === curve.trough;
        return (
          <g
            key={stage}
            tabIndex={0}
            role="img"
            className={classes.point}
            aria-label={`${stages[stage]!.name}: ${emotion(value)}, n ${count(stages[stage]!.friction.n)}`}
            onMouseEnter={() => onActive(stage)}
            onFocus={() => onActive(stage)}
            onBlur={() => onActive(null)}
          >
            <circle cx={x} cy={y} r={16} fill="transparent" />
            <circle cx={x} cy={y} r={isTrough ? 6 : 4} className={isTrough ? classes.trough : classes.dot} />
          </g>
        );
      })}
      {trough && (
        <text x={trough.x} y={trough.y + 24} className={classes.troughText}>
          {troughText(stages[trough.stage]!)}
        </text>
      )}
    </g>
  );
}

interface MarkProps {
  label: string;
  onPress: () => void;
  expanded?: boolean;
  children: ReactNode;
}

/** A part of the picture that works like a button. */
function Mark({ label, onPress, expanded, children }: MarkProps) {
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    onPress();
  };
  return (
    <g
      role="button"
      tabIndex={0}
      aria-label={label}
      aria-expanded={expanded}
      className={classes.mark}
      onClick={onPress}
      onKeyDown={onKeyDown}
    >
      {children}
    </g>
  );
}
