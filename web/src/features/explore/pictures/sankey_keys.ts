import type { SankeyLayout } from './sankey_layout';

const keyOf = (link: { from: string; to: string }) => `${link.from}>${link.to}`;

/**
 * Where an arrow key leads: up and down within a column or among the ribbons of one source; right
 * from a node to its widest ribbon and on to where that leads; left the same way back.
 */
export function nextMark(layout: SankeyLayout, key: string, arrow: string): string | null {
  const node = layout.nodes.find((each) => each.node.id === key);
  const link = layout.links.find((each) => keyOf(each.link) === key);
  const widest = (links: typeof layout.links) =>
    [...links].sort((a, b) => b.link.value - a.link.value).map((each) => keyOf(each.link))[0] ?? null;
  const beside = (list: string[], by: number) => list[list.indexOf(key) + by] ?? null;
  const by = arrow === 'ArrowDown' ? 1 : arrow === 'ArrowUp' ? -1 : 0;
  if (node) {
    if (arrow === 'ArrowRight') return widest(layout.links.filter((each) => each.source === node));
    if (arrow === 'ArrowLeft') return widest(layout.links.filter((each) => each.target === node));
    if (by === 0) return null;
    const column = layout.nodes.filter((each) => each.column === node.column).sort((a, b) => a.y - b.y);
    return beside(column.map((each) => each.node.id), by);
  }
  if (!link) return null;
  if (arrow === 'ArrowRight') return link.target.node.id;
  if (arrow === 'ArrowLeft') return link.source.node.id;
  if (by === 0) return null;
  const siblings = layout.links.filter((each) => each.source === link.source).sort((a, b) => a.y0 - b.y0);
  return beside(siblings.map((each) => keyOf(each.link)), by);
}
