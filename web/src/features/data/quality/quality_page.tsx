import { Button, SegmentedControl, Select } from '@mantine/core';
import { useMemo } from 'react';
import { useRefusals, useSources, type Refusal } from '../../../api';
import {
  Card,
  CloseIcon,
  count,
  dayAndClock,
  DataTable,
  EmptyState,
  ErrorState,
  More,
  plural,
  relative,
  Tag,
  type Column,
} from '../../../design';
import { DataFrame } from '../data_frame';
import { qualityRoute } from '../route';
import { isLive } from '../sources/source_words';
import { ChangesCard } from './changes_card';
import classes from './quality.module.css';
import type { QualitySearch, RefusalView } from './quality_search';
import { breaksRule, inView, refusalKey, refusalWords } from './quality_words';
import { RefusalPanel } from './refusal_panel';

const views: { value: RefusalView | 'all'; label: string }[] = [
  { value: 'all', label: 'All' },
  { value: 'refused', label: 'Refused' },
  { value: 'plan', label: 'Blocked' },
  { value: 'warning', label: 'Warned' },
  { value: 'key', label: 'Unknown key' },
];

const columns: Column<Refusal>[] = [
  {
    key: 'reason',
    header: 'Reason',
    render: (row) => (
      <span className={classes.reason}>
        <span>
          {row.event !== null && <b>{row.event}: </b>}
          {row.reason}
        </span>
        <span>
          <Tag tone={refusalWords[row.kind].tone}>{refusalWords[row.kind].words}</Tag>{' '}
          <span className={classes.quiet}>{row.source?.name ?? 'no source'}</span>
        </span>
      </span>
    ),
  },
  { key: 'count', header: 'Times', align: 'right', render: (row) => count(row.count) },
  {
    key: 'first',
    header: 'First',
    align: 'right',
    wideOnly: true,
    render: (row) => <Moment at={row.first_seen} />,
  },
  { key: 'last', header: 'Last', align: 'right', render: (row) => <Moment at={row.last_seen} /> },
];

function Moment({ at }: { at: string }) {
  return (
    <time className={classes.when} dateTime={at} title={dayAndClock(at)}>
      {relative(at)}
    </time>
  );
}

/** What did not get in, and what changed in what did. */
export function QualityPage() {
  const search = qualityRoute.useSearch();
  const navigate = qualityRoute.useNavigate();
  const sources = useSources();
  const refusals = useRefusals(search.source ?? null);
  const all = useMemo(() => refusals.data?.pages.flatMap(({ items }) => items) ?? [], [refusals.data]);
  const rows = all.filter(
    (one) => inView(one, search.view) && (search.event === undefined || breaksRule(one, search.event, search.property)),
  );
  const opened = all.find((one) => refusalKey(one) === search.open);
  const change = (part: Partial<QualitySearch>, replace = false) =>
    void navigate({ search: (before) => ({ ...before, ...part }), replace });
  const narrowed = search.view !== undefined || search.source !== undefined || search.event !== undefined;
  const rule = [search.event, search.property].filter(Boolean).join(', ');
  return (
    <DataFrame tab="/data/quality">
      <div className={classes.columns}>
        <Card
          title="Refused and warned"
          aside={refusals.data && `${plural(total(rows), 'time')} in 30 days`}
          flush
        >
          {refusals.isError && all.length === 0 ? (
            <ErrorState error={refusals.error} onRetry={() => void refusals.refetch()} />
          ) : (
            <>
              {(all.length > 0 || narrowed) && (
                <div className={classes.filters}>
                  <div className={classes.views}>
                    <SegmentedControl
                      aria-label="Which of them"
                      data={views}
                      value={search.view ?? 'all'}
                      onChange={(view) => change({ view: view === 'all' ? undefined : (view as RefusalView) })}
                    />
                  </div>
                  {search.event !== undefined && (
                    <Button
                      className={classes.rule}
                      aria-label={`Only broken rules of ${rule}: show everything`}
                      rightSection={<CloseIcon size={12} />}
                      onClick={() => change({ event: undefined, property: undefined })}
                    >
                      Rules of {rule}
                    </Button>
                  )}
                  <Select
                    aria-label="Source"
                    placeholder="Every source"
                    data={(sources.data ?? []).filter(({ kind }) => isLive(kind)).map(({ id, name }) => ({ value: id, label: name }))}
                    value={search.source ?? null}
                    onChange={(source) => change({ source: source ?? undefined })}
                    clearable
                  />
                </div>
              )}
              <DataTable
                label="Refused and warned"
                columns={columns}
                rows={rows}
                rowKey={refusalKey}
                onOpen={(row) => change({ open: refusalKey(row) })}
                loading={refusals.isPending}
                empty={
                  narrowed ? (
                    <EmptyState title="Nothing here">
                      {search.event !== undefined ? `No rule of ${rule} was broken in the last 30 days.` : search.view === undefined ? 'Nothing of this source was refused in the last 30 days.' : 'Nothing of this kind in the last 30 days.'}
                    </EmptyState>
                  ) : (
                    <EmptyState title="Nothing was refused">
                      What a source sends and Wend cannot take shows here, with the reason and a sample.
                    </EmptyState>
                  )
                }
                foot={
                  <More
                    hasMore={refusals.hasNextPage}
                    loading={refusals.isFetchingNextPage}
                    onMore={() => void refusals.fetchNextPage()}
                  />
                }
              />
            </>
          )}
        </Card>
        <ChangesCard />
      </div>
      {opened && <RefusalPanel refusal={opened} onClose={() => change({ open: undefined })} />}
    </DataFrame>
  );
}

function total(rows: Refusal[]): number {
  return rows.reduce((sum, row) => sum + row.count, 0);
}
