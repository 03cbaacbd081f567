import type { PatternDocument } from '../../../api';
import classes from './ask.module.css';
import { ByControl } from './by_control';
import { Common, Where, type SentenceProps } from './common_words';
import { Choice, DurationWord } from './controls';
import { PatternField } from './pattern_field';

const never = 'never';

export function PatternSentence({ document, onChange }: SentenceProps<PatternDocument>) {
  const set = (patch: Partial<PatternDocument>) => onChange({ ...document, ...patch });
  return (
    <>
      Which of <Common part="who" document={document} onChange={onChange} /> go this way within{' '}
      <DurationWord field="within" label="Time limit" none="any time" value={document.within} onChange={(within) => set({ within })} />,{' '}
      <Common part="range" document={document} onChange={onChange} />?
      {typeof document.pattern === 'string' ? (
        <PatternField value={document.pattern} onChange={(pattern) => set({ pattern })} />
      ) : (
        <div>
          <code>{JSON.stringify(document.pattern)}</code>
        </div>
      )}
      <div className={classes.fine}>
        Neighbours by <ByControl value={document.by} onChange={(by) => set({ by })} />, over time by{' '}
        <Choice
          field="trend"
          label="Trend"
          value={document.trend ?? never}
          options={[
            { value: never, label: 'nothing', detail: 'no trend' },
            { value: 'day', label: 'day' },
            { value: 'week', label: 'week' },
            { value: 'month', label: 'month' },
          ]}
          onChange={(trend) => set({ trend: trend === never ? undefined : (trend as 'day') })}
        />
        , looking at <Where document={document} onChange={onChange} />.
      </div>
    </>
  );
}
