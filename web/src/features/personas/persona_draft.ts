import type { Persona, PersonaDraft } from '../../api';

const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);

export function draftOf({ id: _id, maps: _maps, version: _version, created_at: _made, updated_at: _changed, created_by: _by, ...draft }: Persona): PersonaDraft {
  return draft;
}

/**
 * What is to be saved when somebody else changed the persona meanwhile: what was changed here since
 * `base`, and theirs otherwise. The parts of the empathy map count one by one.
 */
export function merged(base: PersonaDraft, mine: PersonaDraft, theirs: PersonaDraft): PersonaDraft {
  const fields = <T extends object>(from: T, here: T, there: T): T =>
    Object.fromEntries(
      (Object.keys(here) as (keyof T)[]).map((field) => [field, same(from[field], here[field]) ? there[field] : here[field]]),
    ) as T;
  return { ...fields(base, mine, theirs), empathy: fields(base.empathy, mine.empathy, theirs.empathy) };
}

/** As the server keeps it: without lines that say nothing. */
export function tidy(draft: PersonaDraft): PersonaDraft {
  const said = (lines: string[]) => lines.map((line) => line.trim()).filter((line) => line !== '');
  return {
    ...draft,
    name: draft.name.trim(),
    facts: draft.facts.filter(({ label, value }) => label.trim() !== '' || value.trim() !== ''),
    goals: said(draft.goals),
    needs: said(draft.needs),
    pains: said(draft.pains),
    motivations: said(draft.motivations),
    behaviours: said(draft.behaviours),
    tags: said(draft.tags),
    empathy: Object.fromEntries(Object.entries(draft.empathy).map(([part, lines]) => [part, said(lines)])) as PersonaDraft['empathy'],
  };
}

export const isSame = (one: PersonaDraft, other: PersonaDraft) => same(tidy(one), tidy(other));

/** "Maren Holt" → "MH" */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/).filter(Boolean);
  const letters = words.length > 1 ? [words[0], words.at(-1)] : words;
  return letters.map((word) => [...(word ?? '')][0] ?? '').join('').toLocaleUpperCase();
}
