import type { Play, WorkshopState } from '../../../api';
import { SentimentLine } from '../summary/sentiment_line';
import { isShown, type Command } from '../session/state';
import classes from './guest.module.css';

const values = [
  { value: -2, word: 'very bad', sign: '−2' },
  { value: -1, word: 'bad', sign: '−1' },
  { value: 0, word: 'neither', sign: '0' },
  { value: 1, word: 'good', sign: '+1' },
  { value: 2, word: 'very good', sign: '+2' },
] as const;

/** Drawing the line: a value for each step. */
export function LineBallot({ state, play, act }: { state: WorkshopState; play: Play; act: (command: Command) => void }) {
  const { steps } = state.workshop;
  const shown = isShown(play);
  return (
    <>
      {steps.length === 0 && <p className={classes.quiet}>The journey has no steps yet.</p>}
      {shown && <SentimentLine steps={steps.map(({ id, title }) => ({ title, spread: state.values.all[id] ?? null }))} />}
      <ol className={classes.steps}>
        {steps.map((step, at) => (
          <li key={step.id}>
            <fieldset className={classes.scale}>
              <legend>{step.title || `Step ${at + 1}`}</legend>
              <div>
                {values.map(({ value, word, sign }) => (
                  <label key={value} data-checked={state.values.mine[step.id] === value || undefined} data-value={value}>
                    <input type="radio" name={step.id} aria-label={word} checked={state.values.mine[step.id] === value} onChange={() => act({ do: 'place_value', play: play.id, step: step.id, value })} />
                    <b>{sign}</b>
                    <span aria-hidden>{word}</span>
                  </label>
                ))}
              </div>
            </fieldset>
          </li>
        ))}
      </ol>
    </>
  );
}
