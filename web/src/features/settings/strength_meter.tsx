import type { Strength } from './password_strength';
import classes from './settings.module.css';

const tones = ['var(--line-2)', 'var(--pain)', 'var(--accent)', 'var(--accent)'];
const steps = [1, 2, 3];

/** The hint below a new password; said aloud when it changes. */
export function StrengthMeter({ strength }: { strength: Strength }) {
  return (
    <div className={classes.strength}>
      <span className={classes.steps} aria-hidden>
        {steps.map((step) => (
          <span key={step} style={{ background: strength.level >= step ? tones[strength.level] : 'var(--line)' }} />
        ))}
      </span>
      <span role="status" className={strength.level === 1 ? classes.weak : undefined}>
        {strength.words}
      </span>
    </div>
  );
}
