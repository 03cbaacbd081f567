/** The server refuses shorter ones. */
export const passwordLengthMin = 10;
const goodLength = 14;
const fewKinds = 4;

export interface Strength {
  /** 0 too weak to be taken, 1 easy to guess, 2 good, 3 strong. */
  level: 0 | 1 | 2 | 3;
  words: string;
}

/** Runs that people type without thinking, and words that every list of passwords has. */
const common = ['password', 'passwort', 'qwerty', 'qwertz', 'letmein', 'welcome', 'iloveyou', 'admin', '12345', '54321', 'abcde'];

/** A hint while a password is being chosen; `own` are texts others know of the person. */
export function passwordStrength(password: string, own: (string | null)[]): Strength {
  const missing = passwordLengthMin - [...password].length;
  if (password === '') return { level: 0, words: `At least ${passwordLengthMin} characters` };
  if (missing > 0) return { level: 0, words: `${missing} more ${missing === 1 ? 'character' : 'characters'} needed` };
  const lower = password.toLowerCase();
  const known = own.flatMap((text) => (text ?? '').toLowerCase().split(/[\s@._-]+/)).filter((part) => part.length > 3);
  if (known.some((part) => lower.includes(part))) return { level: 1, words: 'Easy to guess: it contains your name or e-mail' };
  if (common.some((part) => lower.includes(part))) return { level: 1, words: 'Easy to guess: it contains a common password' };
  if (new Set(lower).size <= fewKinds) return { level: 1, words: 'Easy to guess: it repeats few characters' };
  return lower.length >= goodLength ? { level: 3, words: 'Strong' } : { level: 2, words: 'Good; longer is stronger' };
}
