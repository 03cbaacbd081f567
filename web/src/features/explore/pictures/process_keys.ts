import type { ProcessLayout } from './process_layout';
import { isLoop } from './process_order';

/**
 * Where an arrow key leads: down from an activity to its strongest edge onward and on to where that
 * leads, up the same way back; left and right within a layer, or among the edges of one activity.
 */
export function nextMark(layout: ProcessLayout, key: string, arrow: string): string | null {
  const node = layout.activities.find((each) => each.id === key);
  const edge = layout.edges.find((each) => each.key === key);
  const strongest = (edges: ProcessLayout['edges']) =>
    [...edges].sort((a, b) => Number(isLoop(a.edge)) - Number(isLoop(b.edge)) || b.edge.count - a.edge.count)[0]?.key ?? null;
  const beside = (list: string[], by: number) => list[list.indexOf(key) + by] ?? null;
  const activity = (id: string) => (id === 'start' || id === 'end' ? null : id);
  const by = arrow === 'ArrowRight' ? 1 : arrow === 'ArrowLeft' ? -1 : 0;
  if (node) {
    if (arrow === 'ArrowDown') return strongest(layout.edges.filter((each) => each.edge.from === key));
    if (arrow === 'ArrowUp') return strongest(layout.edges.filter((each) => each.edge.to === key));
    if (by === 0) return null;
    const row = layout.activities.filter((each) => each.activity && each.layer === node.layer).sort((a, b) => a.x - b.x);
    return beside(row.map(({ id }) => id), by);
  }
  if (!edge) return null;
  if (arrow === 'ArrowDown') return activity(edge.edge.to);
  if (arrow === 'ArrowUp') return activity(edge.edge.from);
  if (by === 0) return null;
  const siblings = layout.edges.filter((each) => each.edge.from === edge.edge.from);
  const start = (each: ProcessLayout['edges'][number]) => each.points[0]?.x ?? 0;
  return beside(siblings.sort((a, b) => start(a) - start(b)).map((each) => each.key), by);
}
