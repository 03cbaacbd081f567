import { useNavigate } from '@tanstack/react-router';
import { useCallback, useRef } from 'react';
import { useQuestion, useQueryDoc, type JourneyDocument, type Question } from '../../api';
import { completed, isWhole, opening } from './ask/default_question';
import {
  commonOf,
  draftOf,
  isExploreKind,
  searchOf,
  versusCode,
  versusOf,
  type ExploreDocument,
  type ExploreKind,
  type ExploreSearch,
  type Versus,
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

  const versus = versusOf(search);
  const question = search.question === undefined ? {} : { question: search.question };
  const compared = search.versus === undefined ? {} : { versus: search.versus };
  const kept = { ...question, ...compared };
  const ask = (next: ExploreDocument, again = false) => go({ ...searchOf(next), ...kept }, again);
  const shown = {
    ...(search.show === 'time' ? { show: 'time' as const } : {}),
    ...(search.variant == null ? {} : { variant: search.variant }),
    ...(search.activities === undefined ? {} : { activities: search.activities }),
  };
  return {
    document,
    kind: draft.kind,
    goal: journey.data?.result.goal ?? null,
    saved: saved.data ?? null,
    savedError: fromSaved ? saved.error : null,
    show: search.show === 'time' ? ('time' as const) : ('count' as const),
    variant: search.variant ?? null,
    activities: search.activities,
    versus,
    /** The mark that is selected, by the ref of its people. */
    selected: search.selected ?? null,
    ask,
    /** Another question, made from a mark of this one's picture. */
    askOn: (next: ExploreDocument, other?: Versus) =>
      go({ ...searchOf(next), ...(other === undefined ? {} : { versus: versusCode(other) }) }),
    compare: (other: Versus | null) =>
      document &&
      go({ ...searchOf(document), ...question, ...shown, ...(other === null ? {} : { versus: versusCode(other) }) }),
    select: (ref: string | null) =>
      document && go({ ...searchOf(document), ...kept, ...shown, ...(ref === null ? {} : { selected: ref }) }),
    /** Another picture of the same people: what all kinds share stays, the rest is as it was last. */
    turnTo: (kind: ExploreKind) => {
      if (document) lastOfKind.current.set(document.kind, searchOf(document));
      const shared = searchOf({ kind, ...commonOf(draft as never) } as never);
      const { range: _, where: __, who: ___, ...own } = lastOfKind.current.get(kind) ?? { kind, ...opening[kind] };
      go({ ...own, ...shared, ...compared });
    },
    look: (view: View) => {
      if (!document) return;
      const next = { show: search.show, variant: search.variant, activities: search.activities, ...view };
      const detail = 'detail' in view ? { detail: view.detail } : {};
      go({
        ...searchOf({ ...document, ...detail } as ExploreDocument),
        ...kept,
        ...(next.show === 'time' ? { show: 'time' } : {}),
        ...(next.variant == null ? {} : { variant: next.variant }),
        ...(next.activities === undefined ? {} : { activities: next.activities }),
        ...(search.selected === undefined ? {} : { selected: search.selected }),
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
