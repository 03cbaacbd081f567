import { categoryColour } from '../../../design';
import type { Present } from '../engine/transport';
import classes from './board.module.css';

/** The same colour for the same person, out of the categories. */
export function personColour(id: string): string {
  let sum = 0;
  for (const character of id) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 997;
  return categoryColour([3, 2, 4, 0, 6][sum % 5] as number);
}

/** Where somebody else is. */
export function PresenceMark({ present }: { present: Present }) {
  const colour = personColour(present.user.id);
  return (
    <span className={classes.other} style={{ borderColor: colour }}>
      <span className={classes.otherName} style={{ background: colour }}>
        {present.user.name}
        {present.at?.writing ? ' writes' : ''}
      </span>
    </span>
  );
}
