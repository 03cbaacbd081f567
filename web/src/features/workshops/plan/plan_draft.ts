import type { Agenda, LedWorkshop, PlayDraft, PlayKind, WorkshopDraft } from '../../../api';

/** What of a workshop is planned, as it is sent. */
export function draftOf(state: LedWorkshop): WorkshopDraft {
  const { title, goal, scope, ask_names, agenda } = state.workshop;
  return {
    title, goal, scope, ask_names, persona: state.persona?.id ?? '',
    agenda: agenda.map(({ id, kind, title: name, prompt, minutes, hidden, votes }) => ({ id, kind, title: name, prompt, minutes, hidden, votes })),
  };
}

export function playOf({ kind, title, prompt, minutes, hidden, votes }: PlayKind): PlayDraft {
  return { kind, title, prompt, minutes, hidden, votes };
}

export const totalMinutes = (agenda: readonly { minutes: number }[]) => agenda.reduce((sum, { minutes }) => sum + minutes, 0);

/** 95 → "1 h 35 min" */
export function lengthWords(minutes: number): string {
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  return [hours > 0 && `${hours} h`, (rest > 0 || hours === 0) && `${rest} min`].filter(Boolean).join(' ');
}

/** The agenda with one play at another place; what has begun stays. */
export function moved<T>(agenda: readonly T[], at: number, by: number, firstFree: number): T[] {
  const to = at + by;
  if (at < firstFree || to < firstFree || to >= agenda.length) return [...agenda];
  const next = [...agenda];
  const [play] = next.splice(at, 1);
  if (play !== undefined) next.splice(to, 0, play);
  return next;
}

export function emptyDraft(agenda: Agenda): WorkshopDraft {
  return { title: '', goal: '', scope: '', persona: '', ask_names: true, agenda: agenda.plays };
}
