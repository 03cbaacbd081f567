import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useDraw, useSession, useWorkshopSummary, type SummaryLine, type WorkshopSummary } from '../../../api';
import { Card, day, DownloadIcon, EmptyState, ErrorState, PageBar, PageBody, plural, RowsSkeleton } from '../../../design';
import { failed, saved } from '../../../shell/toast';
import { workshopSummaryRoute } from '../route';
import { areaOf, markdownOf } from './markdown';
import { SentimentLine } from './sentiment_line';
import classes from './summary.module.css';

/** What a workshop found, on one sheet of paper. */
export function SummaryPage() {
  const { id } = workshopSummaryRoute.useParams();
  const summary = useWorkshopSummary(id);
  const writes = useSession().data?.user.role !== 'viewer';
  return (
    <>
      <PageBar
        title="Summary"
        crumbs={
          <>
            <Link to="/journeys/workshops">Workshops</Link> /{' '}
            <Link to="/journeys/workshops/$id" params={{ id }}>
              {summary.data?.title ?? 'Workshop'}
            </Link>
          </>
        }
        actions={summary.data && <Actions id={id} summary={summary.data} writes={writes} />}
      />
      <PageBody>
        {summary.isError ? (
          <Card>
            <ErrorState error={summary.error} onRetry={() => void summary.refetch()} />
          </Card>
        ) : summary.isPending ? (
          <Card>
            <RowsSkeleton rows={12} />
          </Card>
        ) : summary.data.notes === 0 && summary.data.people === 0 ? (
          <Card>
            <EmptyState title="Nothing was found yet" action={<Button component="a" href={`/journeys/workshops/${id}`}>To the workshop</Button>}>
              This page fills as the room writes, votes and draws its line.
            </EmptyState>
          </Card>
        ) : (
          <Sheet summary={summary.data} />
        )}
      </PageBody>
    </>
  );
}

function Actions({ id, summary, writes }: { id: string; summary: WorkshopSummary; writes: boolean }) {
  const draw = useDraw(id);
  const client = useQueryClient();
  const download = () => {
    const address = URL.createObjectURL(new Blob([markdownOf(summary, day(summary.at))], { type: 'text/markdown' }));
    const link = document.createElement('a');
    link.href = address;
    link.download = `${summary.title.replaceAll(/[^\p{L}\p{N}]+/gu, '-').replaceAll(/^-|-$/g, '').toLowerCase() || 'workshop'}.md`;
    link.click();
    URL.revokeObjectURL(address);
  };
  return (
    <>
      <Button leftSection={<DownloadIcon size={14} />} onClick={download}>Markdown</Button>
      <Button onClick={() => window.print()}>Print or PDF</Button>
      {writes && (
        <Button
          loading={draw.isPending}
          onClick={() =>
            draw.mutate(undefined, {
              onSuccess: () => {
                saved('The map has what the workshop found.');
                void client.invalidateQueries({ queryKey: ['workshops'] });
              },
              onError: (error) => failed('The map was not changed', error),
            })
          }
        >
          Put on the map
        </Button>
      )}
      <Button component={Link} to={`/journeys/maps/${summary.map.id}` as string} variant="filled">Open the map</Button>
    </>
  );
}

const painsShown = 7;
const linesShown = 5;

/** Ink on paper is dark, whatever the screen is. */
function usePaperColours() {
  useEffect(() => {
    const root = document.documentElement;
    let before: string | null = null;
    const print = () => {
      before = root.getAttribute('data-mantine-color-scheme');
      root.setAttribute('data-mantine-color-scheme', 'light');
    };
    const printed = () => {
      if (before !== null) root.setAttribute('data-mantine-color-scheme', before);
    };
    window.addEventListener('beforeprint', print);
    window.addEventListener('afterprint', printed);
    return () => {
      window.removeEventListener('beforeprint', print);
      window.removeEventListener('afterprint', printed);
    };
  }, []);
}

function Sheet({ summary }: { summary: WorkshopSummary }) {
  usePaperColours();
  const goals = [summary.goal, ...areaOf(summary, 'scope', 'goal').map(({ text }) => text)].filter(Boolean);
  const scope = [summary.scope, ...areaOf(summary, 'scope', 'inside').map(({ text }) => text)].filter(Boolean);
  const outside = areaOf(summary, 'scope', 'outside');
  const story = ['person', 'before', 'wants', 'worries'].flatMap((area) => areaOf(summary, 'back_story', area).slice(0, 3));
  const pains = areaOf(summary, 'pain_points', 'pain');
  const next = areaOf(summary, 'next_steps', 'action');
  const picture = summary.plays.filter(({ kind }) => kind === 'big_picture').flatMap(({ areas }) => areas);
  return (
    <article className={classes.sheet}>
      <header className={classes.head}>
        <h2>{summary.title}</h2>
        <p>
          Workshop, {day(summary.at)} · {plural(summary.people, 'person', 'people')}, {plural(summary.notes, 'note')}
          {summary.persona && ` · Persona: ${summary.persona.title}`}
        </p>
      </header>
      <div className={classes.pair}>
        <Part title="Goal" lines={goals.slice(0, linesShown)} />
        <Part title="Scope" lines={[...scope.slice(0, linesShown), ...outside.slice(0, 3).map(({ text }) => `Not today: ${text}`)]} />
      </div>
      <Part title="Back-story" lines={story.map(({ text }) => text)} />
      {summary.line.some(({ median }) => median !== null) && (
        <section>
          <h3>Sentiment line</h3>
          <SentimentLine steps={summary.line.map(({ step, ...spread }) => ({ title: step, spread }))} />
          <p className={classes.how}>Median of the room from −2 to +2; the bar spans the middle half of the people.</p>
        </section>
      )}
      {pains.length > 0 && (
        <section>
          <h3>Pain points</h3>
          <ol className={classes.pains}>
            {pains.slice(0, painsShown).map((pain, at) => (
              <li key={at}>
                <span>
                  {pain.text}
                  {pain.step !== '' && <small>{pain.step}</small>}
                </span>
                <Votes line={pain} />
              </li>
            ))}
          </ol>
          {pains.length > painsShown && <p className={classes.how}>and {pains.length - painsShown} more, on the map</p>}
        </section>
      )}
      {picture.some(({ lines }) => lines.length > 0) && (
        <section>
          <h3>Big picture</h3>
          <div className={classes.pair}>
            {picture.filter(({ lines }) => lines.length > 0).map((area) => (
              <div key={area.name}>
                <h4>{area.title}</h4>
                <ul>
                  {area.lines.slice(0, 3).map((line, at) => (
                    <li key={at}>{line.text}</li>
                  ))}
                </ul>
              </div>
            ))}
          </div>
        </section>
      )}
      {next.length > 0 && (
        <section>
          <h3>Next steps</h3>
          <table className={classes.next}>
            <thead>
              <tr>
                <th scope="col">What</th>
                <th scope="col">Who</th>
                <th scope="col">By when</th>
              </tr>
            </thead>
            <tbody>
              {next.slice(0, 10).map((line, at) => (
                <tr key={at}>
                  <td>{line.text}</td>
                  <td>{line.who || <span className={classes.nobody}>nobody yet</span>}</td>
                  <td>{line.by === '' ? '–' : day(line.by)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </article>
  );
}

function Votes({ line }: { line: SummaryLine }) {
  return line.votes === 0 ? null : <b>{plural(line.votes, 'vote')}</b>;
}

function Part({ title, lines }: { title: string; lines: readonly string[] }) {
  if (lines.length === 0) return null;
  return (
    <section>
      <h3>{title}</h3>
      <ul>
        {lines.map((line, at) => (
          <li key={at}>{line}</li>
        ))}
      </ul>
    </section>
  );
}
