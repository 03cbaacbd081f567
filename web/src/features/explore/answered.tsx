import { lazy, Suspense } from 'react';
import { useQueryDoc, useSegments, type QueryDocument, type TimedAnswer } from '../../api';
import { Card, ErrorState } from '../../design';
import type { ExploreDocument } from './ask/explore_search';
import { startAt } from './ask/paths_mode';
import { predicateWords } from './ask/predicate_words';
import { compareDocument } from './compare/compare_document';
import { DifferencesCard } from './compare/differences_card';
import { MeansApart } from './compare/means_apart';
import { Pair } from './compare/pair';
import { versusDocument } from './compare/versus_document';
import { versusWords } from './compare/versus_word';
import { found } from './loosenings';
import { FunnelView } from './pictures/funnel_view';
import { PathsView } from './pictures/paths_view';
import classes from './pictures/pictures.module.css';
import { ShapeSkeleton } from './pictures/shape_skeleton';
import { TimeView } from './pictures/time_view';
import { questionOf } from './question_of';
import { Refine } from './refine/refine';
import refine from './refine/refine.module.css';
import type { Selected } from './refine/selected';
import { SelectionPanel } from './refine/selection_panel';
import { SetsApart } from './refine/sets_apart';
import type { useAsked } from './use_question';

// Its layout is loaded with the first map.
const ProcessView = lazy(() =>
  import('./pictures/process_view').then((module) => ({ default: module.ProcessView })),
);
const AnalysisView = lazy(() =>
  import('./pictures/analysis_view').then((module) => ({ default: module.AnalysisView })),
);

interface AnsweredProps {
  asked: ReturnType<typeof useAsked>;
  document: ExploreDocument;
  answer: TimedAnswer<QueryDocument>;
}

/** Refs of the other's answer in the address, so that both have a selection of their own. */
const others = 'other~';

/** The answer as a picture, beside that of those it is compared with, and the people of a selection. */
export function Answered({ asked, document, answer }: AnsweredProps) {
  const other = versusDocument(document, asked.versus);
  const reply = useQueryDoc(other === null ? null : questionOf(other));
  const second = reply.data?.kind === document.kind ? reply.data : undefined;
  const names = useNames(document, asked.versus);
  const comparison = other === null ? null : compareDocument(document, other, names);
  const apart = useQueryDoc(comparison, { keepPrevious: false });
  const isOther = asked.selected?.startsWith(others) ?? false;
  const picture = (
    <Refine document={document} answer={answer} selected={isOther ? null : asked.selected} onSelect={asked.select} onAsk={asked.askOn}>
      {(selected) => (
        <WithSelection document={document} selected={selected} onClose={() => asked.select(null)} apart={other !== null}>
          <Picture asked={asked} document={document} answer={answer} />
        </WithSelection>
      )}
    </Refine>
  );
  if (other === null) return picture;
  return (
    <div className={classes.stack}>
      {comparison && apart.data && <DifferencesCard kind={document.kind} document={comparison} result={apart.data.result} names={names} />}
      {apart.isError && (
        <Card>
          <ErrorState error={apart.error} onRetry={() => void apart.refetch()} />
        </Card>
      )}
      {apart.data && <MeansApart result={apart.data.result} names={names} />}
      <Pair
        names={names}
        first={picture}
        second={
          reply.isError ? (
            <Card>
              <ErrorState error={reply.error} onRetry={() => void reply.refetch()} />
            </Card>
          ) : second === undefined ? (
            <ShapeSkeleton kind={document.kind} />
          ) : found(document.kind, second.result) === 0 ? (
            <Card>Nobody of these is found by this question.</Card>
          ) : (
            <Refine
              document={other}
              answer={second}
              selected={isOther ? (asked.selected?.slice(others.length) ?? null) : null}
              onSelect={(ref) => asked.select(ref === null ? null : others + ref)}
              onAsk={asked.askOn}
            >
              {(selected) => (
                <WithSelection document={other} selected={selected} onClose={() => asked.select(null)} apart>
                  <Picture asked={asked} document={other} answer={second} />
                </WithSelection>
              )}
            </Refine>
          )
        }
      />
    </div>
  );
}

function useNames(document: ExploreDocument, versus: ReturnType<typeof useAsked>['versus']) {
  const segments = useSegments(JSON.stringify([document.who, versus]).includes('"segment"'));
  const names = new Map(segments.data?.items.map(({ id, name }) => [id, name]));
  const first = document.who === undefined ? 'everyone' : predicateWords(document.who, names);
  const whole = (words: string) => words.charAt(0).toUpperCase() + words.slice(1);
  return { a: whole(first), b: whole(versusWords(versus, names)) };
}

interface WithSelectionProps {
  document: ExploreDocument;
  selected: Selected | null;
  onClose: () => void;
  /** There is no room beside the picture. */
  apart: boolean;
  children: React.ReactNode;
}

function WithSelection({ document, selected, onClose, apart, children }: WithSelectionProps) {
  return (
    <div className={selected && !apart ? refine.with : refine.under}>
      <div className={classes.stack}>{children}</div>
      {selected && (
        <aside className={refine.aside} aria-label="Selection">
          <SelectionPanel document={document} selected={selected} onClose={onClose} />
          <SetsApart document={document} selected={selected} />
        </aside>
      )}
    </div>
  );
}

function Picture({ asked, document, answer }: AnsweredProps) {
  if (document.kind === 'paths') {
    return (
      <PathsView
        document={document}
        answer={answer as TimedAnswer<typeof document>}
        goal={asked.goal}
        onStartHere={(label) => asked.ask(startAt(document, label))}
      />
    );
  }
  if (document.kind === 'funnel') {
    return <FunnelView document={document} answer={answer as TimedAnswer<typeof document>} />;
  }
  if (document.kind === 'time-between') {
    return <TimeView document={document} answer={answer as TimedAnswer<typeof document>} />;
  }
  if (document.kind !== 'process') {
    return (
      <Suspense fallback={<ShapeSkeleton kind={document.kind} />}>
        <AnalysisView document={document} answer={answer} onAsk={asked.askOn} />
      </Suspense>
    );
  }
  return (
    <Suspense fallback={<ShapeSkeleton kind="process" />}>
      <ProcessView
        document={document}
        answer={answer as TimedAnswer<typeof document>}
        show={asked.show}
        variant={asked.variant}
        activities={asked.activities}
        onLook={asked.look}
        onAsk={asked.askOn}
      />
    </Suspense>
  );
}
