import { Button, SegmentedControl, Select } from '@mantine/core';
import { useMemo, type ReactNode } from 'react';
import { opportunityCategories, opportunityStates, useOpportunities, useOwners, useSaveOpportunity, useScoreGoals, useSession, useStrategy, type Opportunity, type OpportunityDraft } from '../../api';
import { Card, EmptyState, ErrorState, PageBar, PageBody, PictureSkeleton, plural, PlusIcon, RowsSkeleton, SearchField } from '../../design';
import { Beside } from '../../documents/detail_panel';
import { saveText } from '../../people/people_export';
import { failed, savedWithUndo } from '../../shell/toast';
import { JourneysTabs } from '../maps/journeys_tabs';
import { CategoryMark } from './category_mark';
import { Matrix } from './matrix';
import { opportunitiesCsv } from './opportunities_csv';
import { OpportunityPanel } from './opportunity_panel';
import { grouped, isFiltered, mapTitle, opportunityRows, ranks } from './opportunity_rows';
import { axes, groupings, sorts, type Axes, type Grouping, type OpportunitySearch, type OpportunitySort } from './opportunity_search';
import { RankedList } from './ranked_list';
import { opportunitiesRoute } from './route';
import { draftOf } from './scores';
import { categoryWords, stateWords } from './words';
import classes from './opportunities.module.css';

const nothing: Opportunity[] = [];

/** What could be better over all maps: a picture of it, and the ranked list. */
export function OpportunitiesPage() {
  const search = opportunitiesRoute.useSearch();
  const navigate = opportunitiesRoute.useNavigate();
  const list = useOpportunities();
  const mayWrite = useSession().data?.user.role !== 'viewer';
  const save = useSaveOpportunity();
  const change = (part: Partial<OpportunitySearch>) => void navigate({ search: (before) => ({ ...before, ...part }), replace: !('open' in part) });
  const all = list.data ?? nothing;
  const open = all.find(({ id }) => id === search.open);
  const make = () => save.mutate({ draft: { title: 'New opportunity' } }, { onSuccess: ({ id }) => change({ open: id }), onError: (error) => failed('The opportunity was not made', error) });
  const button = mayWrite && (
    <Button variant="filled" leftSection={<PlusIcon size={14} />} loading={save.isPending} onClick={make}>
      New opportunity
    </Button>
  );
  return (
    <>
      <PageBar title="Opportunities" tabs={<JourneysTabs tab="/journeys/opportunities" />} actions={all.length > 0 && <Actions all={all} search={search} button={button} />} />
      <Beside panel={open && <OpportunityPanel key={open.id} kept={open} onClose={() => change({ open: undefined })} />}>
        <PageBody>
          {list.isError ? (
            <Card>
              <ErrorState error={list.error} onRetry={() => void list.refetch()} />
            </Card>
          ) : list.data === undefined ? (
            <div className={classes.page}>
              <Card><PictureSkeleton height={380} /></Card>
              <Card><RowsSkeleton rows={8} height={34} /></Card>
            </div>
          ) : all.length === 0 ? (
            <Card>
              <EmptyState title="There are no opportunities yet" action={button}>
                An opportunity says what could be better: how many people it reaches, how much it does for each, how sure we are and what it takes. Make one of a pain point on a map, and the numbers come from the data.
              </EmptyState>
            </Card>
          ) : (
            <Found all={all} search={search} mayWrite={mayWrite} onChange={change} />
          )}
          {search.open !== undefined && list.data !== undefined && !open && <p className={classes.source} role="status">The opportunity that the address names was removed.</p>}
        </PageBody>
      </Beside>
    </>
  );
}

function Actions({ all, search, button }: { all: Opportunity[]; search: OpportunitySearch; button: ReactNode }) {
  const ownerOf = useOwnerNames();
  const rows = opportunityRows(all, search);
  return (
    <>
      <Button onClick={() => saveText('opportunities.csv', 'text/csv', opportunitiesCsv(rows, ownerOf))} disabled={rows.length === 0}>Export CSV</Button>
      {button}
    </>
  );
}

function useOwnerNames(): (id: string) => string {
  const owners = useOwners();
  return useMemo(() => {
    const names = new Map(owners.data?.map(({ id, name }) => [id, name]));
    return (id: string) => names.get(id) ?? 'Somebody who left';
  }, [owners.data]);
}

interface FoundProps {
  all: Opportunity[];
  search: OpportunitySearch;
  mayWrite: boolean;
  onChange: (part: Partial<OpportunitySearch>) => void;
}

function Found({ all, search, mayWrite, onChange }: FoundProps) {
  const save = useSaveOpportunity();
  const ownerOf = useOwnerNames();
  const rows = useMemo(() => opportunityRows(all, search), [all, search]);
  const places = useMemo(() => ranks(all), [all]);
  const groups = useMemo(() => grouped(rows, search.group ?? 'none'), [rows, search.group]);
  const move = (one: Opportunity, change: Partial<OpportunityDraft>) => {
    const before = draftOf(one);
    save.mutate(
      { draft: { ...before, ...change }, existing: one },
      {
        onSuccess: (kept) =>
          savedWithUndo(`“${one.title}” was moved`, () =>
            save.mutate(
              { draft: { ...draftOf(kept), ...Object.fromEntries(Object.keys(change).map((field) => [field, before[field as keyof OpportunityDraft]])) }, existing: kept },
              { onError: (error) => failed('It was not moved back', error) },
            ),
          ),
        onError: (error) => failed('It was not moved', error),
      },
    );
  };
  const inUse = new Set(rows.map(({ category }) => category));
  return (
    <>
      <Filters all={all} search={search} ownerOf={ownerOf} onChange={onChange} />
      {rows.length === 0 ? (
        <Card>
          <EmptyState title="No opportunity is like that" action={<Button onClick={() => onChange({ q: undefined, category: undefined, state: undefined, owner: undefined, map: undefined, goal: undefined })}>Show all</Button>}>
            None of the {plural(all.length, 'opportunity', 'opportunities')} matches.
          </EmptyState>
        </Card>
      ) : (
        <div className={classes.page} data-open={search.open !== undefined || undefined}>
          <Card className={classes.picture}>
            <SegmentedControl
              className={classes.axes} fullWidth aria-label="Axes" size="xs" value={search.axes ?? 'value'} data={Object.entries(axes).map(([value, label]) => ({ value, label }))}
              onChange={(shown) => onChange({ axes: shown === 'value' ? undefined : (shown as Axes) })}
            />
            <Matrix rows={rows} ranks={places} axes={search.axes ?? 'value'} open={search.open} mayWrite={mayWrite} onOpen={(open) => onChange({ open })} onMove={move} />
            <ul className={classes.legend} aria-label="Groups">
              {opportunityCategories.filter((category) => inUse.has(category)).map((category) => (
                <li key={category}>
                  <CategoryMark category={category} title={false} /> {categoryWords[category]}
                </li>
              ))}
            </ul>
          </Card>
          <Card flush title={plural(rows.length, 'opportunity', 'opportunities')}>
            <RankedList groups={groups} ranks={places} open={search.open} ownerOf={ownerOf} onOpen={(open) => onChange({ open })} />
          </Card>
        </div>
      )}
    </>
  );
}

function Filters({ all, search, ownerOf, onChange }: Omit<FoundProps, 'mayWrite'> & { ownerOf: (id: string) => string }) {
  const goals = useScoreGoals(search.goal !== undefined || all.some(({ goals: own }) => own.length > 0));
  const strategy = useStrategy(search.goal !== undefined || all.some(({ goals: own }) => own.length > 0));
  const choices = (values: (string | null)[], label: (id: string) => string, none: string) => [
    ...(values.includes(null) ? [{ value: 'none', label: none }] : []),
    ...[...new Set(values.filter((value) => value !== null))].map((value) => ({ value, label: label(value) })).sort((a, b) => a.label.localeCompare(b.label)),
  ];
  const titles = new Map(all.map((one) => [one.map, mapTitle(one)]));
  const goalTitle = (id: string) => [...(goals.data ?? []), ...(strategy.data?.principles ?? [])].find((goal) => goal.id === id)?.title ?? 'A goal that was removed';
  const goalIds = [...new Set(all.flatMap((one) => one.goals))];
  const sort = search.sort ?? 'score';
  const filter = (key: 'category' | 'state' | 'owner' | 'map' | 'goal', label: string, data: { value: string; label: string }[]) =>
    (data.length > 1 || search[key] !== undefined) && (
      <Select aria-label={label} placeholder={label} clearable searchable={data.length > 8} className={classes.filter} value={search[key] ?? null} data={data} onChange={(value) => onChange({ [key]: value ?? undefined })} />
    );
  return (
    <div className={classes.filters} role="search" aria-label="Filters">
      <SearchField label="Find an opportunity" placeholder="Title, map or step" q={search.q ?? ''} pauseMs={150} onAsk={(q) => onChange({ q: q || undefined })} className={classes.find} />
      {filter('category', 'Any group', opportunityCategories.map((category) => ({ value: category, label: categoryWords[category] })))}
      {filter('state', 'In use', [...opportunityStates.map((state) => ({ value: state, label: stateWords[state] })), { value: 'all', label: 'All, dropped too' }])}
      {filter('owner', 'Any owner', choices(all.map(({ owner }) => owner), ownerOf, 'Nobody'))}
      {filter('map', 'Any map', choices(all.map(({ map }) => map), (id) => titles.get(id) ?? '', 'On no map'))}
      {filter('goal', 'Any goal', choices(goalIds, goalTitle, ''))}
      <span className={classes.order}>
        <Select aria-label="Groups" allowDeselect={false} className={classes.filter} value={search.group ?? 'none'} data={Object.entries(groupings).map(([value, label]) => ({ value, label }))} onChange={(group) => onChange({ group: group === 'none' ? undefined : (group as Grouping) })} />
        <Select aria-label="Sorted by" allowDeselect={false} className={classes.filter} value={sort} data={Object.entries(sorts).map(([value, label]) => ({ value, label }))} onChange={(next) => onChange({ sort: next === 'score' ? undefined : (next as OpportunitySort), turned: undefined })} />
        <Button aria-pressed={search.turned ?? false} aria-label="Turn the order round" onClick={() => onChange({ turned: search.turned ? undefined : true })}>{search.turned ? '↑' : '↓'}</Button>
        {isFiltered(search) && <Button variant="subtle" onClick={() => onChange({ q: undefined, category: undefined, state: undefined, owner: undefined, map: undefined, goal: undefined })}>Clear</Button>}
      </span>
    </div>
  );
}
