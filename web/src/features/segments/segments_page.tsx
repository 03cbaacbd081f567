import { Button } from '@mantine/core';
import { useHotkeys, useIntersection } from '@mantine/hooks';
import { Link } from '@tanstack/react-router';
import { useMemo, useRef, useState } from 'react';
import { useSegmentHistory, useSegments, type Segment } from '../../api';
import {
  Card,
  count,
  DataTable,
  EmptyState,
  ErrorState,
  PageBar,
  PageBody,
  plural,
  PlusIcon,
  SearchField,
  share,
  Sparkline,
  Tag,
  type Column,
  type Sort,
} from '../../design';
import { CustomersTabs } from '../customers/customers_tabs';
import { segmentsRoute } from './route';
import { NewSegmentButton } from './new_segment_button';
import { kindWords, stateWords } from './segment_words';
import { StartingPoints } from './starting_points_card';
import { readRule } from './rule/read';
import { ruleWords, type SegmentNames } from './rule/words';
import classes from './segments.module.css';

const typingPauseMs = 150;
const historyDays = 30;

/** All segments, with how large they are and how that went lately. */
export function SegmentsPage() {
  const { q = '' } = segmentsRoute.useSearch();
  const navigate = segmentsRoute.useNavigate();
  const field = useRef<HTMLInputElement>(null);
  useHotkeys([['/', () => field.current?.focus()]]);
  const [sort, setSort] = useState<Sort>({ key: 'name', descending: false });
  const list = useSegments();
  const all = list.data?.items ?? [];
  const names = useMemo(() => new Map(all.map(({ id, name }) => [id, name])), [all]);
  const rows = useMemo(() => sorted(all.filter((segment) => found(segment, q)), sort), [all, q, sort]);
  const customers = list.data?.customers ?? null;
  const setQ = (text: string) => void navigate({ search: text === '' ? {} : { q: text }, replace: true });
  const none = list.isSuccess && all.length === 0;
  return (
    <>
      <PageBar
        title="Customers"
        tabs={<CustomersTabs tab="/customers/segments" />}
        actions={!none && <NewSegment />}
      />
      <PageBody>
        {none ? (
          <div className={classes.stack}>
            <Card>
              <EmptyState title="There are no segments yet" action={<NewSegment />}>
                A segment is a set of customers by a rule: what they did, how often and when, and who they are. It is kept up to date by
                itself, within a second of every event.
              </EmptyState>
            </Card>
            <StartingPoints />
          </div>
        ) : (
          <>
            <div className={classes.tools}>
              <SearchField
                ref={field}
                className={classes.search}
                label="Search segments"
                placeholder="Name or description"
                q={q}
                onAsk={setQ}
                pauseMs={typingPauseMs}
              />
              <span className={classes.quiet} role="status">
                {list.data && `${plural(rows.length, 'segment')}${q === '' ? '' : ' found'}`}
                {list.data && customers !== null && q === '' && `, of ${plural(customers, 'customer')}`}
              </span>
            </div>
            <Card flush>
              {list.isError ? (
                <ErrorState error={list.error} onRetry={() => void list.refetch()} />
              ) : (
                <DataTable
                  label="Segments"
                  columns={columns(customers, names)}
                  rows={rows}
                  rowKey={({ id }) => id}
                  sort={sort}
                  onSort={setSort}
                  onOpen={({ id }) => void navigate({ to: '/customers/segments/$id', params: { id } })}
                  loading={list.isPending}
                  empty={
                    <EmptyState title={`No segment found for “${q}”`} action={<Button onClick={() => setQ('')}>Show all segments</Button>}>
                      Search looks in names and descriptions.
                    </EmptyState>
                  }
                />
              )}
            </Card>
          </>
        )}
      </PageBody>
    </>
  );
}

function NewSegment() {
  return (
    <>
      <NewSegmentButton kind="list">List from CSV</NewSegmentButton>
      <NewSegmentButton variant="filled" leftSection={<PlusIcon size={14} />}>
        New segment
      </NewSegmentButton>
    </>
  );
}

function found({ name, description }: Segment, q: string): boolean {
  const wanted = q.toLowerCase();
  return name.toLowerCase().includes(wanted) || description.toLowerCase().includes(wanted);
}

function sorted(segments: Segment[], { key, descending }: Sort): Segment[] {
  const by = (segment: Segment): number =>
    key === 'size' ? (segment.size ?? -1) : key === 'entered' ? segment.entered_7_days : segment.left_7_days;
  const order = segments.toSorted((a, b) => (key === 'name' ? a.name.localeCompare(b.name, 'en') : by(a) - by(b)));
  return descending ? order.toReversed() : order;
}

function columns(customers: number | null, names: SegmentNames): Column<Segment>[] {
  return [
    {
      key: 'name',
      header: 'Segment',
      sortable: true,
      render: (row) => (
        <span className={classes.name}>
          <Link to="/customers/segments/$id" params={{ id: row.id }} tabIndex={-1} title={row.name}>
            <b>{row.name}</b>
          </Link>
          <span className={classes.rule}>{row.description || (row.kind === 'list' ? 'Identities of a CSV file' : ruleWords(readRule(row.rule ?? {}), names))}</span>
        </span>
      ),
    },
    { key: 'kind', header: 'Kind', wideOnly: true, render: (row) => <span className={classes.quiet}>{kindWords[row.kind]}</span> },
    {
      key: 'state',
      header: 'State',
      wideOnly: true,
      render: (row) => {
        const { tone, words } = stateWords(row);
        return <Tag tone={tone}>{words}</Tag>;
      },
    },
    {
      key: 'size',
      header: 'Size',
      align: 'right',
      sortable: true,
      render: (row) => (
        <span className={classes.size}>
          {row.size === null ? '–' : count(row.size)}
          <span className={classes.share}>{row.size !== null && customers ? share(row.size / customers) : ''}</span>
        </span>
      ),
    },
    { key: 'history', header: '30 days', wideOnly: true, width: 96, render: (row) => <SizeLine segment={row} /> },
    {
      key: 'entered',
      header: 'In, 7 days',
      align: 'right',
      sortable: true,
      wideOnly: true,
      render: (row) => (row.entered_7_days === 0 ? <span className={classes.quiet}>0</span> : `+${count(row.entered_7_days)}`),
    },
    {
      key: 'left',
      header: 'Out, 7 days',
      align: 'right',
      sortable: true,
      wideOnly: true,
      render: (row) => (row.left_7_days === 0 ? <span className={classes.quiet}>0</span> : `−${count(row.left_7_days)}`),
    },
  ];
}

/** Asked for when it comes into sight: of a hundred segments only those looked at. */
function SizeLine({ segment }: { segment: Segment }) {
  const { ref, entry } = useIntersection();
  const history = useSegmentHistory(segment.id, historyDays, entry?.isIntersecting ?? false);
  const since = segment.created_at.slice(0, 10);
  const days = segment.size === null ? [] : (history.data ?? []).filter(({ day }) => day >= since);
  return (
    <span ref={ref} className={classes.line}>
      {days.length > 1 && (
        <Sparkline
          values={days.map(({ size }) => size)}
          width={80}
          label={`From ${count(days[0]?.size ?? 0)} to ${count(days.at(-1)?.size ?? 0)} in ${plural(days.length, 'day')}`}
        />
      )}
      {history.data && segment.size !== null && days.length < 2 && <span className={classes.quiet}>new</span>}
    </span>
  );
}
