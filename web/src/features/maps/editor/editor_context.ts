import { createContext, useContext } from 'react';
import type { MapSession } from '../engine/session';
import type { Operation } from '../engine/operations';
import type { PersonaOnMap } from './personas/persona_view';

/** What every part of the open map needs: how to change it, and whether that is allowed. */
export interface Editor {
  session: MapSession;
  mayWrite: boolean;
  /** Who goes this way, by the ids of the map, in their order. */
  personas: ReadonlyMap<string, PersonaOnMap>;
  /** Whose view the board shows, and whose new cards are; null: everybody's. */
  persona: string | null;
  /** Does it, or says why not. `key`: typing of one thing, which is taken back at once. */
  perform: (operations: readonly Operation[], key?: string) => void;
}

export const EditorContext = createContext<Editor | null>(null);

export function useEditor(): Editor {
  const editor = useContext(EditorContext);
  if (!editor) throw new Error('There is no open map around this.');
  return editor;
}
