import type { PathNode, PathsDocument, PathsResult } from '../../../api';
import { plural } from '../../../design/format';
import { modeOf } from '../ask/paths_mode';
import type { PlacedLink } from './sankey_layout';

export function unitWords(document: PathsDocument): (value: number) => string {
  return document.count === 'transitions'
    ? (value) => plural(value, 'pass', 'passes')
    : (value) => plural(value, 'person', 'people');
}

/** Losses are pain, the journey's goal is gain, everything else wears its channel. */
export function nodeColour(
  node: PathNode,
  goal: string | null,
  channelColour: (channel: string | null) => string,
): string {
  if (node.role === 'exit') return node.step < 0 ? 'var(--c8)' : 'var(--pain)';
  if (node.role === 'other') return 'var(--c8)';
  return node.label === goal ? 'var(--delight)' : channelColour(node.channel);
}

/** Before the anchor a path that ends is one that begins there: nobody is lost. */
export function nodeName(node: PathNode): string {
  if (node.role === 'exit') return node.step < 0 ? 'Began' : 'Left';
  return node.role === 'other' ? 'Other' : node.label;
}

export function linkTitle(link: PlacedLink): string {
  const to = link.target.node.role === 'exit' ? 'left' : nodeName(link.target.node);
  return `${nodeName(link.source.node)} → ${to}`;
}

/** "Start", "Step 2", "2 before": what stands over a column. */
export function columnTitle(step: number, document: PathsDocument, result: PathsResult): string {
  const from = step - result.anchor_step;
  const mode = modeOf(document);
  if (from === 0) return mode === 'before' ? 'End' : mode === 'around' ? 'The event' : 'Start';
  if (from < 0) return `${-from} before`;
  return mode === 'around' ? `${from} after` : `Step ${from}`;
}
