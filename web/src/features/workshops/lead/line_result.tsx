import type { LedWorkshop, Play } from '../../../api';
import { EmptyState, plural } from '../../../design';
import { isShown } from '../session/state';
import { SentimentLine } from '../summary/sentiment_line';
import classes from './lead.module.css';

/** The line that the room draws. */
export function LineResult({ state, play }: { state: LedWorkshop; play: Play }) {
  const { steps } = state.workshop;
  const placed = steps.map(({ id, title }) => ({ title, spread: state.values.all[id] ?? null }));
  if (steps.length === 0) return <EmptyState title="The journey has no steps yet">Let the room write actions first: each group of them becomes a step.</EmptyState>;
  return (
    <>
      {isShown(play) && placed.some(({ spread }) => spread) ? (
        <div className={classes.lineBig}>
          <SentimentLine steps={placed} />
        </div>
      ) : (
        <p className={classes.quiet}>{isShown(play) ? 'Nobody has placed a value yet.' : 'The line shows when you reveal it.'}</p>
      )}
      <ul className={classes.placed} aria-label="Who has placed a value">
        {placed.map(({ title, spread }, at) => (
          <li key={at}>
            <span>{title || `Step ${at + 1}`}</span>
            <b>{plural(spread?.n ?? 0, 'person', 'people')}</b>
          </li>
        ))}
      </ul>
    </>
  );
}
