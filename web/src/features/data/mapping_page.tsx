import { Button } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import {
  previewUpload,
  useSources,
  useStartImport,
  type ImportOrder,
  type Mapping,
  type Upload,
} from '../../api';
import {
  bytes,
  Card,
  count,
  EmptyState,
  ErrorState,
  PageBar,
  PageBody,
  plural,
  RowsSkeleton,
  Tag,
} from '../../design';
import { columnsId, ColumnsTable } from './columns_table';
import { isBlank, missing, rowKind } from './mapping';
import { MappingSentence } from './mapping_sentence';
import classes from './mapping.module.css';
import { PreviewTable } from './preview_table';
import { ProblemsCard } from './problems_card';
import { ReplaceDialog } from './replace_dialog';
import { earlierOf, otherSource } from './replace_words';
import { mappingRoute } from './route';
import { forgetUpload, storedUpload, storeUpload, type StoredUpload } from './upload_store';

export function MappingPage() {
  const { upload } = mappingRoute.useParams();
  const stored = storedUpload(upload);
  return stored === null ? <Gone /> : <Wizard key={upload} id={upload} stored={stored} />;
}

const typingMs = 300;
const kindWords = { events: 'event', customers: 'customer', accounts: 'account' };

/** What the columns of a file mean, with what that makes of its first rows. */
function Wizard({ id, stored }: { id: string; stored: StoredUpload }) {
  const navigate = mappingRoute.useNavigate();
  const [mapping, setMapping] = useState(stored.mapping);
  const [asEvents, setAsEvents] = useState<Mapping>();
  const [source, setSource] = useState(stored.name);
  const [asked] = useDebouncedValue(mapping, typingMs);
  const start = useStartImport();
  const sources = useSources();
  const answer = useQuery({
    queryKey: ['upload', id, asked],
    // The file is gone as soon as it is imported.
    enabled: start.isIdle || start.isError,
    staleTime: Infinity,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => previewUpload(id, asked, signal),
  });
  const last = useRef<Upload | undefined>(undefined);
  if (answer.data) last.current = answer.data;
  const seen = answer.data ?? last.current;
  const change = (next: Mapping) => {
    if (rowKind(mapping) === 'events') setAsEvents(mapping);
    setMapping(next);
    storeUpload(id, { name: stored.name, mapping: next });
  };
  // After another delimiter the server guesses anew what the columns mean.
  const guessed = answer.isPlaceholderData ? undefined : answer.data?.guess;
  useEffect(() => {
    if (guessed && isBlank(mapping) && !isBlank(guessed)) change(guessed);
  }, [guessed]);
  const named = source.trim() || stored.name;
  const begin = (choice: Pick<ImportOrder, 'source' | 'replace'> = {}) =>
    start.mutate(
      { upload: id, mapping, source: named, ...choice },
      {
        onSuccess: (made) => {
          forgetUpload(id);
          void navigate({ to: '/data/imports/$id', params: { id: made.id }, replace: true });
        },
      },
    );
  if (answer.isError && (answer.error as { status?: number }).status === 404) return <Gone />;
  const lacking = seen ? missing(mapping, seen.columns) : null;
  const refused = answer.isError && lacking === null;
  const earlier = earlierOf(start.error);
  return (
    <>
      <PageBar
        title={stored.name}
        crumbs={<Link to="/data/import">Import</Link>}
        tags={
          seen && (
            <span className={classes.tags}>
              <Tag>{seen.format}</Tag>
              <Tag>{bytes(seen.size)}</Tag>
              <Tag>about {plural(Math.round(seen.rows_estimate), 'row')}</Tag>
            </span>
          )
        }
        actions={
          <Button
            variant="filled"
            disabled={!seen || lacking !== null || refused}
            loading={start.isPending}
            onClick={() => begin()}
          >
            Start import
          </Button>
        }
      />
      <PageBody>
        {!seen ? (
          answer.isError ? (
            <ErrorState error={answer.error} onRetry={() => void answer.refetch()} />
          ) : (
            <RowsSkeleton rows={12} height={26} />
          )
        ) : (
          <div className={classes.stack}>
            <MappingSentence
              mapping={mapping}
              upload={seen}
              asEvents={asEvents}
              source={source}
              onSource={setSource}
              onChange={change}
            />
            {lacking !== null && (
              <p className={classes.lacking} role="status">
                {lacking}
              </p>
            )}
            {start.isError && earlier === null && <ErrorState error={start.error} />}
            {earlier !== null && (
              <ReplaceDialog
                file={stored.name}
                earlier={earlier}
                other={otherSource(named, sources.data ?? [])}
                onReplace={(replace) => begin({ replace })}
                onKeepBoth={(another) => begin({ source: another })}
                onCancel={() => start.reset()}
              />
            )}
            {refused && <ErrorState error={answer.error} onRetry={() => void answer.refetch()} />}
            {(seen.remarks ?? []).length > 0 && (
              <ul className={classes.remarks}>
                {seen.remarks!.map((remark) => (
                  <li key={remark}>{remark}</li>
                ))}
              </ul>
            )}
            <ProblemsCard problems={seen.problems} />
            <Card
              title="What your first rows become"
              aside={answer.isPlaceholderData ? 'looking again' : plural(seen.preview.length, kindWords[rowKind(asked)])}
              flush
            >
              <PreviewTable rows={seen.preview} kind={rowKind(asked)} />
            </Card>
            <div id={columnsId} tabIndex={-1}>
              <Card title="Columns" aside={count(seen.columns.length)} flush>
                <ColumnsTable columns={seen.columns} mapping={mapping} onChange={change} />
              </Card>
            </div>
          </div>
        )}
      </PageBody>
    </>
  );
}

function Gone() {
  return (
    <>
      <PageBar title="Import a file" crumbs={<Link to="/data">Data</Link>} />
      <PageBody>
        <EmptyState
          title="This file is no longer waiting"
          action={
            <Button component={Link} to="/data/import" variant="filled">
              Choose the file again
            </Button>
          }
        >
          It was imported already, or it was uploaded in another browser.
        </EmptyState>
      </PageBody>
    </>
  );
}
