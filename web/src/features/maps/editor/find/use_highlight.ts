import { useEffect, type RefObject } from 'react';

const name = 'found';

function rangesIn(root: Node, wanted: string): Range[] {
  const ranges: Range[] = [];
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const text = node.nodeValue?.toLowerCase() ?? '';
    for (let at = text.indexOf(wanted); at >= 0 && text.length === (node.nodeValue?.length ?? 0); at = text.indexOf(wanted, at + wanted.length)) {
      const range = document.createRange();
      range.setStart(node, at);
      range.setEnd(node, at + wanted.length);
      ranges.push(range);
    }
  }
  return ranges;
}

/** Marks a text wherever it is in sight, without drawing anything anew; browsers that cannot still find it. */
export function useHighlight(root: RefObject<HTMLElement | null>, text: string): void {
  useEffect(() => {
    const element = root.current;
    const wanted = text.trim().toLowerCase();
    if (!element || wanted === '' || typeof Highlight === 'undefined') return;
    const mark = () => CSS.highlights.set(name, new Highlight(...rangesIn(element, wanted)));
    let asked = 0;
    const watched = new MutationObserver(() => {
      cancelAnimationFrame(asked);
      asked = requestAnimationFrame(mark);
    });
    mark();
    watched.observe(element, { childList: true, subtree: true, characterData: true });
    return () => {
      watched.disconnect();
      cancelAnimationFrame(asked);
      CSS.highlights.delete(name);
    };
  }, [root, text]);
}
