import type { Board } from '../place';

/** A place of the board where the text stands. */
export interface Found {
  row: number;
  column: number;
  card: string | null;
}

interface Worded {
  text?: string;
  touchpoint?: string;
  channel?: string;
  source?: string;
  link?: string;
}

/** Where a text stands on the board, row by row; letters of both cases are the same. */
export function findIn({ visible }: Board, text: string): Found[] {
  const wanted = text.trim().toLowerCase();
  if (wanted === '') return [];
  const has = (...texts: (string | undefined)[]) => texts.some((one) => one !== undefined && one.toLowerCase().includes(wanted));
  const found: Found[] = [];
  for (const { title, from } of visible.stages) if (has(title)) found.push({ row: 0, column: from, card: null });
  visible.columns.forEach(({ step }, column) => {
    if (step && has(step.title, step.note)) found.push({ row: 1, column, card: null });
  });
  visible.lanes.forEach((lane, at) => {
    const row = at + 2;
    if (has(lane.title, lane.note)) found.push({ row, column: -1, card: null });
    if (lane.kind === 'line') return;
    visible.columns.forEach(({ step }, column) => {
      if (!step) return;
      const cards: readonly (Worded & { id: string })[] = lane.kind === 'pain' ? visible.painsAt(step.id) : visible.cellsAt(lane.id, step.id);
      for (const card of cards) if (has(card.text, card.text ? undefined : card.touchpoint, card.text ? undefined : card.channel, card.source, card.link)) found.push({ row, column, card: card.id });
    });
  });
  return found;
}
