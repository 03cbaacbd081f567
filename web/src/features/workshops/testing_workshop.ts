import type { GuestWorkshop, Play, WorkshopGroup, WorkshopNote } from '../../api';

/** A play as the server tells it, for tests. */
export function play(kind: string, more: Partial<Play> = {}): Play {
  return {
    id: `pla_${kind}`, kind, title: kind, purpose: '', prompt: '', minutes: 10, hidden: false, revealed: true, votes: 0, areas: [{ name: 'pain', title: 'Pain point', asks: 'What hurts here?' }],
    columns: 'none', line: false, who_when: false, ...more,
  };
}

export function note(id: string, more: Partial<WorkshopNote> = {}): WorkshopNote {
  return { id, play: 'pla_pains', area: 'pain', column: '', text: id, who: '', by: '', group: null, place: 1, mine: false, ...more };
}

export function group(id: string, more: Partial<WorkshopGroup> = {}): WorkshopGroup {
  return { id, play: 'pla_pains', area: 'pain', column: '', name: id, place: 1, ...more };
}

export function state(more: Partial<GuestWorkshop> = {}): GuestWorkshop {
  return {
    id: 'wsh_1', revision: 1, name: '', csrf_token: '',
    workshop: { title: 'Buying', goal: '', scope: '', status: 'running', at: 0, now_ms: 1_000_000, ends_ms: 1_600_000, left_ms: null, voting: false, ask_names: true, agenda: [play('pains', { votes: 3 })], stages: [], steps: [] },
    notes: [], groups: [], hidden: {}, votes: { mine: {}, tally: {}, cast: {} }, values: { mine: {}, all: {} }, ...more,
  };
}
