import type { ScoreGoal } from '../../api';
import { day, plural, Tag, type TagTone } from '../../design';
import { amount, paceOf, paceWords, scoreWords, type Pace } from './goal_words';
import { ProgressBar } from './progress_bar';
import classes from './strategy.module.css';

const tones: Record<Pace, TagTone> = { reached: 'good', on_track: 'good', behind: 'warn', overdue: 'pain', unknown: 'neutral' };

/** One goal: how far it has come, and who works towards it. */
export function GoalRow({ goal, today, open, onOpen }: { goal: ScoreGoal; today: string; open: boolean; onOpen: () => void }) {
  const pace = paceOf(goal, today);
  return (
    <li>
      <button type="button" className={classes.goal} aria-pressed={open} onClick={onOpen}>
        <span className={classes.goalHead}>
          <b>{goal.title}</b>
          <Tag tone={tones[pace]}>{paceWords[pace]}</Tag>
          <span className={classes.now}>{amount(goal.current?.value ?? null, goal.unit)}</span>
        </span>
        <ProgressBar progress={goal.progress} />
        <span className={classes.goalFoot}>
          <span>
            {scoreWords[goal.score]}, {amount(goal.from, goal.unit)} → {amount(goal.to, goal.unit)}
            {goal.by && ` by ${day(goal.by)}`}
          </span>
          <span>{[plural(goal.maps.length, 'map'), plural(goal.opportunities.length, 'opportunity', 'opportunities')].join(' · ')}</span>
        </span>
      </button>
    </li>
  );
}
