import type { LaneKind } from '../engine/fields';
import type { Visible } from '../engine/visible';
import { laneKindWords } from '../editor/lane_kinds';

export interface SlideCard {
  id: string;
  text: string;
  evidence: string;
  low: boolean;
}

export interface SlideLane {
  id: string;
  kind: LaneKind;
  title: string;
  cards: SlideCard[];
}

export interface SlideStep {
  id: string;
  title: string;
  note: string;
  feeling: number | null;
  feelingWords: string;
  lanes: SlideLane[];
}

/** One stage, as it is shown to a room. */
export interface Slide {
  id: string;
  title: string;
  description: string;
  firstColumn: number;
  lastColumn: number;
  steps: SlideStep[];
}

const withoutText: readonly LaneKind[] = ['emotion', 'line', 'metric'];

/** What a map says, stage by stage. Lanes that are collapsed on the board stay out, and so do those with nothing in them. */
export function slidesOf(visible: Visible): Slide[] {
  const feels = visible.lanes.find((lane) => lane.kind === 'emotion');
  return visible.stages.map((stage) => ({
    id: stage.id, title: stage.title || 'Stage without a name', description: stage.description ?? '', firstColumn: stage.from, lastColumn: stage.from + stage.columns - 1,
    steps: visible.columns.slice(stage.from, stage.from + stage.columns).flatMap(({ step }) => {
      if (!step) return [];
      const felt = feels ? visible.cellsAt(feels.id, step.id) : [];
      const lanes = visible.lanes.filter((lane) => !lane.collapsed && !withoutText.includes(lane.kind ?? 'text')).map((lane): SlideLane => {
        const kind = lane.kind ?? 'text';
        const cards = kind === 'pain' ? visible.painsAt(step.id) : visible.cellsAt(lane.id, step.id);
        return {
          id: lane.id, kind, title: lane.title || laneKindWords[kind].title,
          cards: cards.map((card) => ({
            id: card.id, text: card.text || ('touchpoint' in card ? card.touchpoint : undefined) || ('channel' in card ? card.channel : undefined) || '',
            evidence: card.evidence && card.evidence !== 'none' ? card.evidence : '', low: kind === 'pain',
          })).filter(({ text }) => text !== ''),
        };
      }).filter(({ cards }) => cards.length > 0);
      return [{
        id: step.id, title: step.title || 'Step without a name', note: step.note ?? '', feeling: felt.find(({ value }) => value !== undefined)?.value ?? null,
        feelingWords: felt.find(({ text }) => text)?.text ?? '', lanes,
      }];
    }),
  }));
}

/** Where a key leads; null: it is no key of the presentation. */
export function slideAfter(key: string, at: number, count: number): number | 'leave' | null {
  const last = Math.max(0, count - 1);
  switch (key) {
    case 'ArrowRight': case 'ArrowDown': case 'PageDown': case ' ': case 'Enter': return Math.min(last, at + 1);
    case 'ArrowLeft': case 'ArrowUp': case 'PageUp': case 'Backspace': return Math.max(0, at - 1);
    case 'Home': return 0;
    case 'End': return last;
    case 'Escape': return 'leave';
    default: return null;
  }
}
