import { useCallback, useEffect, useMemo, useReducer } from 'react';
import type { Segment, SegmentDraft, SegmentKind } from '../../api';
import { parseObject, type TextProblem } from '../data/webhook/json_text';
import type { Group } from './rule/node';
import { readRule, same } from './rule/read';
import { write } from './rule/write';

/** What can be undone: everything that is saved. */
export interface Draft {
  name: string;
  description: string;
  root: Group;
}

interface State {
  past: Draft[];
  now: Draft;
  future: Draft[];
  /** Edits of one kind in quick succession are one step. */
  last: { key: string; at: number } | null;
  /** The JSON as it was typed, while it says the same as the draft or is not JSON yet. */
  text: string | null;
  problem: TextProblem | null;
}

type Action =
  | { kind: 'edit'; change: (draft: Draft) => Draft; key?: string; at: number }
  | { kind: 'type'; text: string; at: number }
  | { kind: 'undo' }
  | { kind: 'redo' }
  | { kind: 'load'; draft: Draft };

const sameStepMs = 1_500;
const mostSteps = 200;

export function draftState(draft: Draft): State {
  return { past: [], now: draft, future: [], last: null, text: null, problem: null };
}

export function draftReducer(state: State, action: Action): State {
  switch (action.kind) {
    case 'load':
      return { ...stepped(state, action.draft, undefined, 0), text: null, problem: null };
    case 'undo': {
      const before = state.past.at(-1);
      if (!before) return state;
      return { ...draftState(before), past: state.past.slice(0, -1), future: [state.now, ...state.future] };
    }
    case 'redo': {
      const [after, ...future] = state.future;
      return after ? { ...draftState(after), past: [...state.past, state.now], future } : state;
    }
    case 'type': {
      const { value, problem } = parseObject(action.text);
      if (problem) return { ...state, text: action.text, problem };
      if (same(value, write(state.now.root))) return { ...state, text: action.text, problem: null };
      const next = stepped(state, { ...state.now, root: readRule(value) }, 'text', action.at);
      return { ...next, text: action.text, problem: null };
    }
    case 'edit': {
      const now = action.change(state.now);
      if (now === state.now) return state;
      const next = stepped(state, now, action.key, action.at);
      // A new name leaves the text as somebody is typing it.
      return now.root === state.now.root ? next : { ...next, text: null, problem: null };
    }
  }
}

function stepped(state: State, now: Draft, key: string | undefined, at: number): State {
  const goesOn = key !== undefined && state.last?.key === key && at - state.last.at < sameStepMs;
  const past = goesOn ? state.past : [...state.past, state.now].slice(-mostSteps);
  return { ...state, past, now, future: [], last: key === undefined ? null : { key, at } };
}

export function draftOf(segment: Pick<Segment, 'name' | 'description' | 'rule'>): Draft {
  return { name: segment.name, description: segment.description, root: readRule(segment.rule ?? {}) };
}

export function toSave(draft: Draft, kind: SegmentKind): SegmentDraft {
  return {
    name: draft.name.trim(),
    description: draft.description,
    kind,
    rule: kind === 'list' ? null : write(draft.root),
  };
}

/** The draft of a segment with its way back and forth. */
export function useDraft(first: Draft) {
  const [state, dispatch] = useReducer(draftReducer, first, draftState);
  const edit = useCallback(
    (change: (draft: Draft) => Draft, key?: string) => dispatch({ kind: 'edit', change, key, at: Date.now() }),
    [],
  );
  const type = useCallback((text: string) => dispatch({ kind: 'type', text, at: Date.now() }), []);
  const load = useCallback((draft: Draft) => dispatch({ kind: 'load', draft }), []);
  const undo = useCallback(() => dispatch({ kind: 'undo' }), []);
  const redo = useCallback(() => dispatch({ kind: 'redo' }), []);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const typing = event.target instanceof HTMLElement && event.target.closest('input, textarea, [contenteditable]') !== null;
      if (!(event.ctrlKey || event.metaKey) || typing) return;
      const key = event.key.toLowerCase();
      const back = key === 'z' && !event.shiftKey;
      const forth = key === 'y' || (key === 'z' && event.shiftKey);
      if (!back && !forth) return;
      event.preventDefault();
      (back ? undo : redo)();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [undo, redo]);
  const rule = useMemo(() => write(state.now.root), [state.now.root]);
  const text = useMemo(() => state.text ?? JSON.stringify(rule, null, 2), [state.text, rule]);
  return {
    draft: state.now,
    rule,
    text,
    problem: state.problem,
    canUndo: state.past.length > 0,
    canRedo: state.future.length > 0,
    edit,
    type,
    load,
    undo,
    redo,
  };
}

export type DraftHistory = ReturnType<typeof useDraft>;
