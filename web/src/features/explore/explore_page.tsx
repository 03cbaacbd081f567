import { Button, SegmentedControl } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { Link } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { useQueryDoc, type QueryDocument, type TimedAnswer } from '../../api';
import { Card, EmptyState, ErrorState, PageBar, PageBody, Tag } from '../../design';
import { AddToDashboard } from '../dashboards/add_to_dashboard';
import { AnswerFoot } from './answer_foot';
import { whatIsMissing } from './ask/default_question';
import { exploreKinds, type ExploreDocument, type ExploreKind } from './ask/explore_search';
import { startAt } from './ask/paths_mode';
import { Ask } from './ask/sentence';
import { ExportMenu } from './keep/export_menu';
import { QuestionList } from './keep/question_list';
import { sameDocument } from './keep/same_document';
import { SaveQuestion } from './keep/save_question';
import { found } from './loosenings';
import { NothingFound } from './nothing_found';
import { FunnelView } from './pictures/funnel_view';
import { PathsView } from './pictures/paths_view';
import classes from './pictures/pictures.module.css';
import { ShapeSkeleton } from './pictures/shape_skeleton';
import { TimeView } from './pictures/time_view';
import { useAsked } from './use_question';

// Its layout is loaded with the first map.
const ProcessView = lazy(() =>
  import('./pictures/process_view').then((module) => ({ default: module.ProcessView })),
);

const tabs: Record<ExploreKind, string> = {
  paths: 'Paths',
  process: 'Process',
  funnel: 'Funnel',
  'time-between': 'Time',
};

export function ExplorePage() {
  const asked = useAsked();
  const { document, saved } = asked;
  const missing = document ? whatIsMissing(document) : null;
  const answer = useQueryDoc(document && missing === null ? questionOf(document) : null);
  const data = answer.data?.kind === document?.kind ? answer.data : undefined;
  const title = saved?.question.name ?? 'Explore';
  const changed = saved !== null && document !== null && !sameDocument(saved.question.query, document);
  return (
    <>
      <PageBar
        title={title}
        crumbs={saved ? <Link to="/explore">Explore</Link> : undefined}
        tags={
          saved && (
            <Tag tone={changed ? 'warn' : 'neutral'}>
              {changed ? 'changed' : 'saved'} · v{saved.question.version}
            </Tag>
          )
        }
        tabs={
          <SegmentedControl
            aria-label="Kind of question"
            value={asked.kind}
            onChange={(kind) => asked.turnTo(kind as ExploreKind)}
            data={exploreKinds.map((kind) => ({ value: kind, label: tabs[kind] }))}
          />
        }
        actions={
          <>
            <QuestionList current={saved} onOpen={asked.open} onRemoved={asked.begin} />
            <Button component={Link} to="/dashboards" variant="subtle">
              Dashboards
            </Button>
            <Button onClick={() => void share()}>Share</Button>
            {document && (
              <>
                <AddToDashboard title={saved ? title : tabs[document.kind]} document={questionOf(document)} question={changed ? undefined : saved?.question.id} />
                <ExportMenu title={saved ? title : tabs[document.kind]} document={document} answer={data} />
                <SaveQuestion
                  document={document}
                  view={{
                    ...(asked.show === 'time' ? { show: asked.show } : {}),
                    ...(asked.activities === undefined ? {} : { activities: asked.activities }),
                  }}
                  saved={saved}
                  onSaved={asked.open}
                  onTake={asked.open}
                />
              </>
            )}
          </>
        }
      />
      <PageBody>
        {asked.savedError ? (
          <ErrorState error={asked.savedError} action={<Button onClick={asked.begin}>Ask a new question</Button>} />
        ) : document === null ? (
          <ShapeSkeleton kind={asked.kind} withSentence />
        ) : (
          <>
            <Ask
              document={document}
              onChange={asked.ask}
              error={answer.error}
              foot={<AnswerFoot document={document} answer={data} fetching={answer.isFetching} />}
            />
            <div className={classes.stack} aria-busy={answer.isFetching}>
              {missing !== null ? (
                <Card>
                  <EmptyState title={missing}>Choose the events in the sentence above.</EmptyState>
                </Card>
              ) : answer.isError ? (
                <Card>
                  <ErrorState error={answer.error} onRetry={() => void answer.refetch()} />
                </Card>
              ) : data === undefined ? (
                <ShapeSkeleton kind={document.kind} />
              ) : found(document.kind, data.result) === 0 ? (
                <NothingFound document={document} onChange={asked.ask} />
              ) : (
                <Picture asked={asked} document={document} answer={data} />
              )}
            </div>
          </>
        )}
      </PageBody>
    </>
  );
}

/** The map draws as many edges as are wanted out of all of them, so that its sliders answer at once. */
function questionOf(document: ExploreDocument): QueryDocument {
  return (document.kind === 'process' ? { ...document, detail: undefined } : document) as QueryDocument;
}

interface PictureProps {
  asked: ReturnType<typeof useAsked>;
  document: ExploreDocument;
  answer: TimedAnswer<QueryDocument>;
}

function Picture({ asked, document, answer }: PictureProps) {
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
  return (
    <Suspense fallback={<ShapeSkeleton kind="process" />}>
      <ProcessView
        document={document}
        answer={answer as TimedAnswer<typeof document>}
        show={asked.show}
        variant={asked.variant}
        activities={asked.activities}
        onLook={asked.look}
      />
    </Suspense>
  );
}

/** Clipboards need https or localhost; on a plain address the link is shown to be copied by hand. */
async function share(): Promise<void> {
  const address = window.location.href;
  try {
    await navigator.clipboard.writeText(address);
    notifications.show({ title: 'Link copied', message: 'It opens this question as it is now.' });
  } catch {
    notifications.show({ title: 'Copy this link', message: address, autoClose: false });
  }
}
