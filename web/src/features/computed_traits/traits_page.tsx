import { Button } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { Link } from '@tanstack/react-router';
import { useMemo, useRef } from 'react';
import { useComputedTraits, useSegments, type BuiltInTrait, type ComputedTrait } from '../../api';
import { Card, DataTable, EmptyState, ErrorState, PageBar, PageBody, plural, PlusIcon, SearchField, Tag, type Column } from '../../design';
import { CustomersTabs } from '../customers/customers_tabs';
import type { SegmentNames } from '../segments/rule/words';
import { computedTraitsRoute } from './route';
import { definitionWords, traitState } from './trait_words';
import classes from './traits.module.css';

const typingPauseMs = 150;

/** The traits that are worked out from events: people's own, and those that come with Wend. */
export function TraitsPage() {
  const { q = '' } = computedTraitsRoute.useSearch();
  const navigate = computedTraitsRoute.useNavigate();
  const field = useRef<HTMLInputElement>(null);
  useHotkeys([['/', () => field.current?.focus()]]);
  const list = useComputedTraits();
  const segments = useSegments().data?.items ?? [];
  const names = useMemo(() => new Map(segments.map(({ id, name }) => [id, name])), [segments]);
  const setQ = (text: string) => void navigate({ search: text === '' ? {} : { q: text }, replace: true });
  const wanted = q.toLowerCase();
  const holds = (...texts: string[]) => texts.some((text) => text.toLowerCase().includes(wanted));
  const own = (list.data?.items ?? []).filter(({ name, key, description }) => holds(name, key, description));
  const builtIn = (list.data?.built_in ?? []).filter(({ name, trait }) => holds(name, trait));
  const none = list.isSuccess && list.data.items.length === 0;
  return (
    <>
      <PageBar title="Customers" tabs={<CustomersTabs tab="/customers/traits" />} actions={<NewTrait />} />
      <PageBody>
        <div className={classes.tools}>
          <SearchField
            ref={field}
            className={classes.search}
            label="Search computed traits"
            placeholder="Name or key"
            q={q}
            onAsk={setQ}
            pauseMs={typingPauseMs}
          />
          <span className={classes.quiet} role="status">
            {list.data && `${plural(own.length, 'computed trait')}, ${builtIn.length} that come with Wend`}
          </span>
        </div>
        <div className={classes.column}>
          <Card flush>
            {list.isError ? (
              <ErrorState error={list.error} onRetry={() => void list.refetch()} />
            ) : none ? (
              <EmptyState title="There are no computed traits yet" action={<NewTrait />}>
                A computed trait is worked out from what customers do: how often, how much, when last, what most. It is kept up to date by
                itself and can be used wherever a trait can.
              </EmptyState>
            ) : (
              <DataTable
                label="Computed traits"
                columns={columns(names)}
                rows={own}
                rowKey={({ id }) => id}
                onOpen={({ id }) => void navigate({ to: '/customers/traits/$id', params: { id }, search: {} })}
                loading={list.isPending}
                empty={
                  <EmptyState title={`No computed trait found for “${q}”`} action={<Button onClick={() => setQ('')}>Show all</Button>}>
                    Search looks in names, keys and descriptions.
                  </EmptyState>
                }
              />
            )}
          </Card>
          {builtIn.length > 0 && (
            <Card title="They come with Wend" aside="of orders, visits and channels in your data" flush>
              <DataTable label="Traits that come with Wend" columns={builtInColumns} rows={builtIn} rowKey={({ key }) => key} />
            </Card>
          )}
        </div>
      </PageBody>
    </>
  );
}

function NewTrait() {
  return (
    <Button
      variant="filled"
      leftSection={<PlusIcon size={14} />}
      renderRoot={(props) => <Link to="/customers/traits/$id" params={{ id: 'new' }} search={{}} {...props} />}
    >
      New computed trait
    </Button>
  );
}

function columns(names: SegmentNames): Column<ComputedTrait>[] {
  return [
    {
      key: 'name',
      header: 'Computed trait',
      render: (row) => (
        <span className={classes.name}>
          <Link to="/customers/traits/$id" params={{ id: row.id }} search={{}} tabIndex={-1} title={row.name}>
            <b>{row.name}</b>
          </Link>
          <span className={classes.words}>{row.description || definitionWords(row.definition, names)}</span>
        </span>
      ),
    },
    { key: 'trait', header: 'Named as', wideOnly: true, render: (row) => <code>{row.trait}</code> },
    {
      key: 'used',
      header: 'Used by',
      wideOnly: true,
      render: (row) => (
        <span className={classes.quiet} title={row.used_by.map(({ name }) => name).join(', ')}>
          {row.used_by.length === 0 ? '–' : plural(row.used_by.length, 'other')}
        </span>
      ),
    },
    {
      key: 'state',
      header: 'State',
      render: (row) => {
        const { tone, words } = traitState(row);
        return (
          <span title={row.error ?? undefined}>
            <Tag tone={tone}>{words}</Tag>
          </span>
        );
      },
    },
  ];
}

const builtInColumns: Column<BuiltInTrait>[] = [
  { key: 'name', header: 'Trait', render: (row) => row.name },
  { key: 'trait', header: 'Named as', render: (row) => <code className={classes.code}>{row.trait}</code> },
  { key: 'type', header: 'Value', wideOnly: true, render: (row) => <span className={classes.quiet}>{row.type}</span> },
];
