import type { JourneyStage, JourneyTouchpoint } from '../../api';
import { decimal } from '../../design/format';

const openings: Record<string, string> = { Awareness: 'first visit' };
const closings: Record<string, string> = { Advocacy: 'recommendation' };

/** "From first visit to recommendation"; stages of other names stand as they are called. */
export function journeyTitle(stages: JourneyStage[]): string {
  const first = stages[0]?.name;
  const last = stages.at(-1)?.name;
  if (first === undefined || last === undefined) return 'The journey';
  if (stages.length === 1) return first;
  return `From ${openings[first] ?? first.toLowerCase()} to ${closings[last] ?? last.toLowerCase()}`;
}

/** A measured emotion with its sign: −1.2, +0.3, 0 */
export function emotion(value: number): string {
  const text = decimal(value, 1);
  return value > 0 && text !== '0' ? `+${text}` : text === '\u22120' ? '0' : text;
}

/** The touchpoints of a stage that were measured, worst first. */
export function worstFirst(touchpoints: JourneyTouchpoint[]): JourneyTouchpoint[] {
  return touchpoints
    .filter(({ friction }) => friction.value !== null && friction.n > 0)
    .sort((a, b) => a.friction.value! - b.friction.value! || b.people - a.people);
}

/** "trough −1.2, worst at Payment": the stage's own value and where in it the pain is. */
export function troughText(stage: JourneyStage): string {
  const worst = worstFirst(stage.touchpoints)[0];
  const text = `trough ${emotion(stage.friction.value ?? 0)}`;
  return worst !== undefined && worst.friction.value! < 0 ? `${text}, worst at ${worst.name}` : text;
}

export const roleWords: Record<JourneyTouchpoint['role'], string> = {
  contact: 'contact with support',
  error: 'error',
  message: 'message from us',
  goal: 'goal',
  step: 'step',
};
