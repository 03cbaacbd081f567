import type { Play, WorkshopGroup, WorkshopNote, WorkshopState } from '../../../api';

/** What is different since the revision before; parts that are missing are as they were. */
export type Change = { revision: number; gone?: string[] } & Partial<Omit<WorkshopState, 'id' | 'revision'>>;

function put<T extends { id: string }>(before: readonly T[], changed: readonly T[] | undefined, gone: ReadonlySet<string>): T[] {
  const ids = new Set(changed?.map(({ id }) => id));
  return [...before.filter(({ id }) => !ids.has(id) && !gone.has(id)), ...(changed ?? [])];
}

/** The state after a change of the revision that follows. */
export function merged<T extends WorkshopState>(state: T, change: Change): T {
  const gone = new Set(change.gone);
  return {
    ...state,
    revision: change.revision,
    workshop: change.workshop ?? state.workshop,
    hidden: change.hidden ?? state.hidden,
    votes: change.votes ?? state.votes,
    values: change.values ?? state.values,
    notes: change.notes || change.gone ? put(state.notes, change.notes, gone) : state.notes,
    groups: change.groups || change.gone ? put(state.groups, change.groups, gone) : state.groups,
  };
}

export type Command = { do: string } & Record<string, unknown>;

const text = (value: unknown) => (typeof value === 'string' ? value : '');

/** What somebody did and the server has not said yet, as if it had. */
export function foreseen<T extends WorkshopState>(state: T, commands: readonly Command[]): T {
  return commands.reduce(foreseenOne, state);
}

function foreseenOne<T extends WorkshopState>(state: T, command: Command): T {
  const id = text(command.id);
  switch (command.do) {
    case 'put_note': {
      const known = state.notes.find((note) => note.id === id);
      const note: WorkshopNote = {
        id, play: text(command.play), area: text(command.area), column: text(command.column), text: text(command.text), who: text(command.who), by: text(command.by),
        group: known?.group ?? null, place: known?.place ?? Number.MAX_SAFE_INTEGER, mine: true,
      };
      return { ...state, notes: put(state.notes, [note], new Set()) };
    }
    case 'remove_note':
      return { ...state, notes: state.notes.filter((note) => note.id !== id) };
    case 'vote': {
      const mine = { ...state.votes.mine };
      if (Number(command.count) > 0) mine[text(command.target)] = Number(command.count);
      else delete mine[text(command.target)];
      return { ...state, votes: { ...state.votes, mine } };
    }
    case 'place_value': {
      const mine = { ...state.values.mine };
      if (typeof command.value === 'number') mine[text(command.step)] = command.value;
      else delete mine[text(command.step)];
      return { ...state, values: { ...state.values, mine } };
    }
    default:
      return state;
  }
}

export function currentPlay(state: WorkshopState): Play | null {
  const { at, agenda } = state.workshop;
  return at === null ? null : (agenda[at] ?? null);
}

/** Whether others' notes and values of a play are seen. */
export const isShown = (play: Play) => !play.hidden || play.revealed;

/** The columns of a play's sheet; the last one is about the whole journey. */
export function columnsOf(state: WorkshopState, play: Play): { id: string; title: string }[] {
  const whole = { id: '', title: 'The whole journey' };
  if (play.columns === 'none') return [whole];
  const columns = (play.columns === 'stages' ? state.workshop.stages : state.workshop.steps).map(({ id, title }, at) => ({
    id, title: title || `${play.columns === 'stages' ? 'Stage' : 'Step'} ${at + 1}`,
  }));
  const known = new Set(columns.map(({ id }) => id));
  const strays = play.columns === 'steps' && (columns.length === 0 || play.who_when || state.notes.some((note) => note.play === play.id && !known.has(note.column)));
  return strays || columns.length === 0 ? [...columns, whole] : columns;
}

export interface Pile {
  group: WorkshopGroup | null;
  notes: WorkshopNote[];
  votes: number;
  mine: number;
}

export const targetOf = ({ group, notes }: Pile) => group?.id ?? (notes[0] as WorkshopNote).id;

/** What stands in one place of the sheet: groups and single notes, in the order of coming or by votes. */
export function pilesAt(state: WorkshopState, play: Play, area: string, column: string, byVotes = false): Pile[] {
  const columns = columnsOf(state, play);
  const known = new Set(columns.map(({ id }) => id));
  const at = (of: string) => (known.has(of) ? of : '');
  const seenGroups = new Map(state.groups.filter((group) => group.play === play.id).map((group) => [group.id, group]));
  const piles = new Map<string, Pile>();
  const mine = (id: string) => state.votes.mine[id] ?? 0;
  const notes = state.notes.filter((note) => note.play === play.id && note.area === area && at(note.column) === column).sort((a, b) => a.place - b.place || (a.id < b.id ? -1 : 1));
  for (const note of notes) {
    const group = note.group === null ? undefined : seenGroups.get(note.group);
    const key = group?.id ?? note.id;
    const pile = piles.get(key);
    if (pile) pile.notes.push(note);
    else piles.set(key, { group: group ?? null, notes: [note], votes: state.votes.tally[key] ?? 0, mine: mine(key) });
  }
  const place = (pile: Pile) => pile.group?.place ?? pile.notes[0]?.place ?? 0;
  return [...piles.values()].sort((a, b) => (byVotes ? b.votes - a.votes : 0) || place(a) - place(b));
}

/** How many votes are left in a play. */
export function votesLeft(state: WorkshopState, play: Play): number {
  const targets = new Set([...state.notes, ...state.groups].filter((thing) => thing.play === play.id).map(({ id }) => id));
  const spent = Object.entries(state.votes.mine).reduce((sum, [target, count]) => sum + (targets.has(target) ? count : 0), 0);
  return play.votes - spent;
}

/** Milliseconds until the play's time is over, below 0 beyond it; null before the start and after the end. */
export function leftMs({ workshop }: WorkshopState, receivedAt: number, now: number): number | null {
  if (workshop.left_ms !== null) return workshop.left_ms;
  if (workshop.ends_ms === null) return null;
  // By the server's clock, as that of this device may be wrong.
  return workshop.ends_ms - (workshop.now_ms + (now - receivedAt));
}

/** 272000 → "4:32", -61000 → "−1:01" */
export function clockText(ms: number): string {
  const seconds = ms >= 0 ? Math.ceil(ms / 1000) : Math.floor(-ms / 1000);
  const over = ms < 0 && seconds > 0;
  return `${over ? '−' : ''}${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** A name for something new: a prefix and 20 letters and digits at random. */
export function newId(prefix: 'not_' | 'grp_' | 'stp_'): string {
  const bytes = crypto.getRandomValues(new Uint8Array(10));
  return prefix + Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
