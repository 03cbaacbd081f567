import type { KeyboardEvent } from 'react';

export type BoardKey =
  | { do: 'move'; down: number; right: number; extend: boolean }
  | { do: 'nudge'; down: number; right: number }
  | { do: 'edge'; down: number; right: number; extend: boolean }
  | { do: 'page'; down: number }
  | { do: 'edit' }
  | { do: 'type'; text: string }
  | { do: 'insert'; side: 'before' | 'after' }
  | { do: 'open' | 'link' | 'links' | 'find' | 'help' | 'comment' }
  | { do: 'undo' | 'redo' | 'remove' | 'duplicate' | 'escape' | 'all' | 'menu' | 'another' | 'zoom_in' | 'zoom_out' | 'zoom_fit' | 'zoom_whole' | 'collapse' };

const arrows: Record<string, [number, number]> = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

type Pressed = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'> & { code?: string };

/** What a key means on the board; null: nothing, it belongs to somebody else. */
export function boardKey({ key, ctrlKey, metaKey, altKey, shiftKey, code }: Pressed): BoardKey | null {
  const mod = ctrlKey || metaKey;
  const arrow = arrows[key];
  if (arrow) {
    const [down, right] = arrow;
    if (altKey) return { do: 'nudge', down, right };
    return mod ? { do: 'edge', down, right, extend: shiftKey } : { do: 'move', down, right, extend: shiftKey };
  }
  // On some keyboards Alt makes another letter of it.
  if (mod && altKey && (key === 'm' || key === 'µ')) return { do: 'comment' };
  if (mod) return withMod(key.toLowerCase(), shiftKey);
  // By its place on the keyboard, as Alt makes another letter of it on some.
  if (altKey) return code === 'KeyL' ? { do: shiftKey ? 'links' : 'link' } : null;
  switch (key) {
    case 'Tab': return null;
    case 'Enter': return shiftKey ? { do: 'another' } : { do: 'open' };
    case 'F2': return { do: 'edit' };
    case 'Escape': return { do: 'escape' };
    case 'Delete': case 'Backspace': return { do: 'remove' };
    case 'Home': return { do: 'edge', down: 0, right: -1, extend: shiftKey };
    case 'End': return { do: 'edge', down: 0, right: 1, extend: shiftKey };
    case 'PageUp': return { do: 'page', down: -1 };
    case 'PageDown': return { do: 'page', down: 1 };
    case 'ContextMenu': return { do: 'menu' };
    case 'F10': return shiftKey ? { do: 'menu' } : null;
    case '?': return { do: 'help' };
    case 'Process': return { do: 'type', text: '' };
  }
  return [...key].length === 1 && key !== ' ' ? { do: 'type', text: key } : null;
}

function withMod(key: string, shift: boolean): BoardKey | null {
  switch (key) {
    case 'z': return { do: shift ? 'redo' : 'undo' };
    case 'y': return { do: 'redo' };
    case 'f': return { do: 'find' };
    case 'd': return { do: 'duplicate' };
    case 'a': return { do: 'all' };
    case 'enter': return { do: 'insert', side: shift ? 'before' : 'after' };
    case 'home': return { do: 'edge', down: -1, right: -1, extend: shift };
    case 'end': return { do: 'edge', down: 1, right: 1, extend: shift };
    case '+': case '=': return { do: 'zoom_in' };
    case '-': return { do: 'zoom_out' };
    case '0': return { do: 'zoom_whole' };
    case '9': return { do: 'zoom_fit' };
    case '.': return { do: 'collapse' };
    default: return null;
  }
}
