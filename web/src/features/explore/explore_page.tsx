import { Button, SegmentedControl } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { Link } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { useKnownKinds, useQueryDoc } from '../../api';
import { Card, EmptyState, ErrorState, PageBar, PageBody, Tag } from '../../design';
import { AddToDashboard } from '../dashboards/add_to_dashboard';
import { AnswerFoot } from './answer_foot';
import { Answered } from './answered';
import { whatIsMissing } from './ask/default_question';
import { kindNames, knownTabs, tabOf } from './ask/kinds';
import { Ask } from './ask/sentence';
import { VersusWord } from './compare/versus_word';
import { ExportMenu } from './keep/export_menu';
import { QuestionList } from './keep/question_list';
import { sameDocument } from './keep/same_document';
import { SaveQuestion } from './keep/save_question';
import { found } from './loosenings';
import { NothingFound } from './nothing_found';
import classes from './pictures/pictures.module.css';
import { ShapeSkeleton } from './pictures/shape_skeleton';
import { questionOf } from './question_of';
import { useAsked } from './use_question';

export function ExplorePage() {
  const asked = useAsked();
  const { document, saved } = asked;
  const missing = document ? whatIsMissing(document) : null;
  const answer = useQueryDoc(document && missing === null ? questionOf(document) : null);
  const data = answer.data?.kind === document?.kind ? answer.data : undefined;
  const tabs = knownTabs(useKnownKinds());
  const tab = tabOf(asked.kind);
  const related = tabs.find(({ label }) => label === tab.label)?.kinds ?? tab.kinds;
  const strip = useRef<HTMLDivElement>(null);
  useEffect(() => {
    strip.current?.querySelector('[data-active]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [tab.label, tabs.length]);
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
        tabsBelow
        tabs={
          <>
            <div ref={strip} className={classes.kinds}>
          <SegmentedControl
            aria-label="Kind of question"
            value={tab.label}
            onChange={(label) => {
              const kind = tabs.find((each) => each.label === label)?.kinds[0];
              if (kind !== undefined) asked.turnTo(kind);
            }}
            data={(tabs.some(({ label }) => label === tab.label) ? tabs : [...tabs, tab]).map(({ label }) => label)}
          />
            </div>
            {related.length > 1 && (
              <div className={classes.related} role="group" aria-label={`Kinds of ${tab.label.toLowerCase()}`}>
                {related.map((kind) => (
                  <button key={kind} type="button" aria-pressed={kind === asked.kind} onClick={() => asked.turnTo(kind)}>
                    {kindNames[kind]}
                  </button>
                ))}
              </div>
            )}
          </>
        }
        actions={
          <>
            <QuestionList current={saved} onOpen={asked.open} onRemoved={asked.begin} />
            <Button component={Link} to="/dashboards" variant="subtle" visibleFrom="sm">
              Dashboards
            </Button>
            <Button onClick={() => void share()} visibleFrom="sm">
              Share
            </Button>
            {document && (
              <>
                <AddToDashboard title={saved ? title : kindNames[document.kind]} document={questionOf(document)} question={changed ? undefined : saved?.question.id} />
                <ExportMenu title={saved ? title : kindNames[document.kind]} document={document} answer={data} />
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
              versus={<VersusWord document={document} value={asked.versus} onChange={asked.compare} />}
              foot={<AnswerFoot document={document} answer={data} fetching={answer.isFetching} />}
            />
            <div aria-busy={answer.isFetching}>
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
                <Answered asked={asked} document={document} answer={data} />
              )}
            </div>
          </>
        )}
      </PageBody>
    </>
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
