import type { CSSProperties } from 'react';
import { categoryColour } from '../../../design';
import type { Present } from '../engine/transport';
import classes from './board.module.css';

/** Categories on which a name can be read; those after the first five are drawn as a line around it. */
const filled = [3, 2, 4, 0, 6];
const outlined = [1, 5, 7];
const places = filled.length + outlined.length;
const taken = new Map<string, number>();

function preferred(id: string): number {
  let sum = 0;
  for (const character of id) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 997;
  return sum % filled.length;
}

/** A person keeps their place for as long as the page is open, and no two share one before all are taken. */
function placeOf(id: string): number {
  const known = taken.get(id);
  if (known !== undefined) return known;
  const used = new Set(taken.values());
  const wanted = preferred(id);
  const free = [wanted, ...Array.from({ length: places }, (_, at) => at)].find((at) => !used.has(at));
  const place = free ?? wanted;
  taken.set(id, place);
  return place;
}

/** The colour of a person: the same one wherever they are on this page. */
export function personColour(id: string): string {
  const place = placeOf(id);
  return categoryColour((filled[place] ?? outlined[place - filled.length]) as number);
}

/** The colour of a person with what is written on it. */
export function personStyle(id: string): CSSProperties {
  const colour = personColour(id);
  const isFilled = placeOf(id) < filled.length;
  return { borderColor: colour, background: isFilled ? colour : 'var(--surface)', color: isFilled ? 'var(--on-accent)' : 'var(--ink)' };
}

/** Where somebody else is. */
export function PresenceMark({ present }: { present: Present }) {
  return (
    <span className={classes.other} style={{ borderColor: personColour(present.user.id) }}>
      <span className={classes.otherName} style={personStyle(present.user.id)}>
        {present.user.name}
        {present.at?.writing ? ' writes' : ''}
      </span>
    </span>
  );
}
