import type { JourneyStage } from '../../api';
import { count } from '../../design';
import classes from './journey.module.css';
import type { JourneyLayout } from './journey_layout';
import { emotion, worstFirst } from './journey_words';

interface StageTipProps {
  stage: JourneyStage;
  layout: JourneyLayout;
  index: number;
}

const shown = 4;
const width = 216;

/** The touchpoints of the stage under the pointer, worst first; the table below has all of them. */
export function StageTip({ stage, layout, index }: StageTipProps) {
  const block = layout.blocks[index]!;
  const touchpoints = worstFirst(stage.touchpoints);
  const right = block.centre + width + 70 < layout.width;
  const left = right ? block.centre + 62 : Math.max(4, block.centre - width - 62);
  return (
    <div className={classes.tip} style={{ left, top: Math.max(48, layout.height - 176) }} role="status">
      <b>{stage.name}</b>{' '}
      {stage.friction.value !== null && (
        <span className={classes.quiet}>
          {emotion(stage.friction.value)}, n {count(stage.friction.n)}
        </span>
      )}
      <ul>
        {touchpoints.slice(0, shown).map((touchpoint) => (
          <li key={touchpoint.name}>
            <span>{touchpoint.name}</span>
            <Emotion value={touchpoint.friction.value} />
          </li>
        ))}
      </ul>
      {touchpoints.length > shown && (
        <span className={classes.quiet}>and {count(touchpoints.length - shown)} more</span>
      )}
    </div>
  );
}

export function Emotion({ value }: { value: number | null }) {
  if (value === null) return <span className={classes.level}>not measured</span>;
  const text = emotion(value);
  const tone = text.startsWith('\u2212') ? classes.below : text === '0' ? classes.level : classes.above;
  return <span className={tone}>{text}</span>;
}
