import { createContext, useContext } from 'react';
import type { MapSession } from '../engine/session';
import type { Operation } from '../engine/operations';

/** What every part of the open map needs: how to change it, and whether that is allowed. */
export interface Editor {
  session: MapSession;
  mayWrite: boolean;
  /** Does it, or says why not. `key`: typing of one thing, which is taken back at once. */
  perform: (operations: readonly Operation[], key?: string) => void;
}

export const EditorContext = createContext<Editor | null>(null);

export function useEditor(): Editor {
  const editor = useContext(EditorContext);
  if (!editor) throw new Error('There is no open map around this.');
  return editor;
}
