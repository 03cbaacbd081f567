import { useNavigate } from '@tanstack/react-router';
import { useCallback, useRef } from 'react';
import { useQuestion, useQueryDoc, type JourneyDocument, type Question } from '../../api';
import { completed, isWhole } from './ask/default_question';
import {
  commonOf,
  draftOf,
  isExploreKind,
  searchOf,
  type ExploreDocument,
  type ExploreKind,
  type ExploreSearch,
} from './ask/explore_search';
import { exploreRoute } from './route';

const journeyDocument: JourneyDocument = { kind: 'journey' };

/** How the picture is looked at, which changes nothing about the answer. */
export interface View {
  show?: 'count' | 'time';
  variant?: string | null;
  /** The process map: the shares of activities and edges that are drawn; undefined is as many as read well. */
  activities?: number;
  detail?: number;
}

/** The question on the screen: out of the address, a saved question, or proposed from the data. */
export function useAsked() {
  const search = exploreRoute.useSearch();
  const navigate = useNavigate({ from: '/explore' });
  const saved = useQuestion(search.question ?? null);
  const journey = useQueryDoc(journeyDocument);
  const lastOfKind = useRef(new Map<ExploreKind, ExploreSearch>());

  const go = useCallback(
    (next: ExploreSearch, replace = false) => void navigate({ search: next as never, replace }),
    [navigate],
  );
  const fromSaved = search.kind === undefined && search.question !== undefined;
  const waitsForSaved = fromSaved && saved.isPending;
  const draft =
    fromSaved && saved.data && isExploreKind(saved.data.question.query.kind)
      ? (saved.data.question.query as ExploreDocument)
      : draftOf(search);
  const waitsForJourney = !isWhole(draft as never) && journey.isPending;
  const document = waitsForSaved || waitsForJourney ? null : completed(draft as never, journey.data?.result);

  const kept = { question: search.question };
  const ask = (next: ExploreDocument, again = false) => go({ ...searchOf(next), ...kept }, again);
  return {
    document,
    kind: draft.kind,
    goal: journey.data?.result.goal ?? null,
    saved: saved.data ?? null,
    savedError: fromSaved ? saved.error : null,
    show: search.show === 'time' ? ('time' as const) : ('count' as const),
    variant: search.variant ?? null,
    activities: search.activities,
    ask,
    /** Another picture of the same people: what all kinds share stays, the rest is as it was last. */
    turnTo: (kind: ExploreKind) => {
      if (document) lastOfKind.current.set(document.kind, searchOf(document));
      const shared = searchOf({ kind, ...commonOf(draft as never) });
      const { range: _, where: __, who: ___, ...own } = lastOfKind.current.get(kind) ?? { kind };
      go({ ...own, ...shared });
    },
    look: (view: View) => {
      if (!document) return;
      const shown = { show: search.show, variant: search.variant, activities: search.activities, ...view };
      const detail = 'detail' in view ? { detail: view.detail } : {};
      go({
        ...searchOf({ ...document, ...detail } as ExploreDocument),
        ...kept,
        ...(shown.show === 'time' ? { show: 'time' } : {}),
        ...(shown.variant == null ? {} : { variant: shown.variant }),
        ...(shown.activities === undefined ? {} : { activities: shown.activities }),
      });
    },
    open: (question: Question) =>
      go({ ...searchOf(question.query as ExploreDocument), question: question.id, ...viewOf(question.view) }),
    begin: () => go({}),
  };
}

function viewOf(view: Record<string, unknown>): Pick<ExploreSearch, 'show' | 'activities'> {
  return {
    ...(view.show === 'time' ? { show: 'time' } : {}),
    ...(typeof view.activities === 'number' ? { activities: view.activities } : {}),
  };
}
