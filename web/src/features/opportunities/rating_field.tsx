import { NumberInput, SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import type { Rating } from '../../api';
import { ratingOf } from './scores';
import classes from './opportunities.module.css';

interface RatingFieldProps {
  label: string;
  hint: string;
  rating: Rating;
  readOnly: boolean;
  onChange: (rating: Rating) => void;
}

/** A rating from 1 to 10, by hand or made of answers: ten times the share of those who chose one of the best two of five. */
export function RatingField({ label, hint, rating, readOnly, onChange }: RatingFieldProps) {
  const [byAnswers, setByAnswers] = useState(rating.answers !== null);
  const [given, setGiven] = useState<{ n: number | null; top: number | null }>({ n: rating.answers?.n ?? null, top: rating.answers?.top ?? null });
  const put = (part: Partial<typeof given>) => {
    const next = { ...given, ...part };
    setGiven(next);
    if (next.n !== null && next.top !== null && next.n >= 1 && next.top <= next.n) onChange({ ...rating, value: ratingOf({ n: next.n, top: next.top }), evidence: 'answers', answers: { n: next.n, top: next.top } });
  };
  const wrong = given.n !== null && given.top !== null && given.top > given.n;
  const whole = (value: number | string) => (typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : null);
  return (
    <div className={classes.rating} role="group" aria-label={label}>
      <div className={classes.ratingHead}>
        <span>
          {label} <small>{hint}</small>
        </span>
        {!readOnly && (
          <SegmentedControl
            size="xs" aria-label={`How ${label.toLowerCase()} is known`} value={byAnswers ? 'answers' : 'hand'} data={[{ value: 'hand', label: 'By hand' }, { value: 'answers', label: 'By answers' }]}
            onChange={(how) => {
              setByAnswers(how === 'answers');
              if (how === 'hand' && rating.answers) onChange({ ...rating, evidence: 'hand', answers: null, value: Math.max(1, rating.value ?? 1) });
            }}
          />
        )}
      </div>
      {byAnswers ? (
        <div className={classes.pair}>
          <NumberInput label="Answers" size="sm" hideControls min={1} readOnly={readOnly} value={given.n ?? ''} onChange={(value) => put({ n: whole(value) })} />
          <NumberInput label="Of them 4 or 5 of 5" size="sm" hideControls min={0} readOnly={readOnly} value={given.top ?? ''} error={wrong ? 'No more than all answers.' : undefined} onChange={(value) => put({ top: whole(value) })} />
          <span className={classes.made}>{rating.answers ? `makes ${rating.value}` : ''}</span>
        </div>
      ) : (
        <NumberInput
          aria-label={`${label}, 1 to 10`} size="sm" min={1} max={10} step={0.5} decimalScale={1} readOnly={readOnly} value={rating.value ?? ''} placeholder="1 to 10"
          onChange={(next) => {
            const value = typeof next === 'number' && next >= 1 && next <= 10 ? next : null;
            if (value !== rating.value) onChange({ ...rating, value, evidence: value === null ? 'none' : 'hand', answers: null });
          }}
        />
      )}
    </div>
  );
}
