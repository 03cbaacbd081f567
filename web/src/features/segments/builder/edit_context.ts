import { createContext, useContext } from 'react';
import type { Problem } from '../../../api';
import type { Group, Node } from '../rule/node';
import type { SegmentNames } from '../rule/words';

export interface RuleEdit {
  root: Group;
  /** Of one key, in quick succession, edits are one step of undo. */
  change: (edit: (root: Group) => Group, key?: string) => void;
  replace: (id: number, next: Node, key?: string) => void;
  /** The part that was added last: what it is about is asked at once. */
  fresh: number | null;
  setFresh: (id: number | null) => void;
  segments: SegmentNames;
  /** The segment being edited, which cannot be made of itself. */
  self: string | null;
  /** The row that the server found wrong, and what it says. */
  wrong: { row: number; problem: Problem } | null;
}

export const RuleEditContext = createContext<RuleEdit | null>(null);

export function useRuleEdit(): RuleEdit {
  const edit = useContext(RuleEditContext);
  if (!edit) throw new Error('There is no rule to edit here.');
  return edit;
}
