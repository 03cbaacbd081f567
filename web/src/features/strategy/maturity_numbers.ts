import type { MaturityArea, MaturityRound, MaturitySheet } from '../../api';

export const levelsMost = 5;

/** The last one before it that anybody answered; `rounds` has the latest first. */
export function before(rounds: readonly MaturityRound[], id: string): MaturityRound | null {
  const at = rounds.findIndex((round) => round.id === id);
  return at < 0 ? null : (rounds.slice(at + 1).find(({ result }) => result.mean !== null) ?? null);
}

/** Questions where people are far apart: two levels or more between the lowest and the highest. */
export function disputed(round: MaturityRound): Set<string> {
  const apart = (counts: number[]) => counts.findLastIndex((count) => count > 0) - counts.findIndex((count) => count > 0);
  return new Set(round.result.areas.flatMap(({ questions }) => questions.filter(({ counts, people }) => people > 1 && apart(counts) >= 2).map(({ id }) => id)));
}

export const answered = (areas: readonly MaturityArea[], sheet: MaturitySheet) => areas.reduce((sum, { questions }) => sum + questions.filter(({ id }) => sheet[id] !== undefined).length, 0);

/** The corners of a radar, the first at the top, clockwise; null stays in the middle. */
export function radar(values: readonly (number | null)[], radius: number): { x: number; y: number }[] {
  return values.map((value, at) => {
    const angle = (2 * Math.PI * at) / values.length - Math.PI / 2;
    const far = ((value ?? 0) / levelsMost) * radius;
    return { x: far * Math.cos(angle), y: far * Math.sin(angle) };
  });
}

export function difference(now: number | null, then: number | null | undefined): string {
  if (now === null || then === null || then === undefined) return '';
  const by = Math.round((now - then) * 10) / 10;
  return by === 0 ? '±0' : `${by > 0 ? '+' : '−'}${Math.abs(by).toFixed(1)}`;
}
