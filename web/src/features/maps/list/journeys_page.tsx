import { Button, SegmentedControl, Select } from '@mantine/core';
import { useMemo, useRef, useState, type RefObject } from 'react';
import { usePortfolio, useSession, type MapStatus, type Portfolio } from '../../../api';
import { EmptyState, ErrorState, PageBar, PageBody, plural, PlusIcon, RowsSkeleton, SearchField } from '../../../design';
import { JourneysTabs } from '../journeys_tabs';
import { PortfolioBoard } from '../portfolio/portfolio_board';
import { dueOf, flatRows, isAskedFor, keepersOf, treeRows } from '../portfolio/portfolio_rows';
import { PortfolioTable } from '../portfolio/portfolio_table';
import { RemovedMaps } from '../portfolio/removed_maps';
import { ImportDialog } from '../sharing/import_dialog';
import { journeysRoute } from '../route';
import { bands, dues, statuses, views, type ListSearch, type ListSort, type ListView } from './list_search';
import { TemplateGallery } from './template_gallery';
import classes from './list.module.css';

/** All journey maps of the workspace: how they stand, and who looks after them. */
export function JourneysPage() {
  const search = journeysRoute.useSearch();
  const navigate = journeysRoute.useNavigate();
  const portfolio = usePortfolio();
  const mayWrite = useSession().data?.user.role !== 'viewer';
  const body = useRef<HTMLDivElement>(null);
  const change = (part: Partial<ListSearch>) => void navigate({ search: (before) => ({ ...before, ...part }), replace: !('new' in part || 'import' in part) });
  const isEmpty = portfolio.data?.items.length === 0 && search.status !== 'removed';
  const button = mayWrite && (
    <>
      <Button onClick={() => change({ import: true })}>Import</Button>
      <Button variant="filled" leftSection={<PlusIcon size={14} />} onClick={() => change({ new: true })}>
        New map
      </Button>
    </>
  );
  return (
    <>
      <PageBar title="Journeys" tabs={<JourneysTabs tab="/journeys" />} actions={portfolio.data && !isEmpty && button} />
      <PageBody ref={body}>
        {portfolio.isError && portfolio.data === undefined ? (
          <ErrorState error={portfolio.error} onRetry={() => void portfolio.refetch()} />
        ) : portfolio.data === undefined ? (
          <RowsSkeleton rows={8} height={44} />
        ) : isEmpty ? (
          <EmptyState
            title="No journey map yet"
            action={
              <span className={classes.begin}>
                {button} <Button onClick={() => change({ status: 'removed' })}>Removed maps</Button>
              </span>
            }
          >
            A map shows a journey as a persona goes through it, stage by stage. Begin with a template, an example or a blank page.
          </EmptyState>
        ) : (
          <Maps portfolio={portfolio.data} search={search} mayWrite={mayWrite} onChange={change} scroller={body} />
        )}
      </PageBody>
      {search.import && mayWrite && <ImportDialog onClose={() => change({ import: undefined })} />}
      {search.new && mayWrite && <TemplateGallery onClose={() => change({ new: undefined })} />}
    </>
  );
}

interface MapsProps {
  portfolio: Portfolio;
  search: ListSearch;
  mayWrite: boolean;
  onChange: (part: Partial<ListSearch>) => void;
  scroller: RefObject<HTMLElement | null>;
}

function Maps({ portfolio, search, mayWrite, onChange, scroller }: MapsProps) {
  const maps = portfolio.items;
  const [folded, setFolded] = useState<ReadonlySet<string>>(new Set());
  const view = search.view ?? 'tree';
  const rows = useMemo(() => (view === 'tree' ? treeRows(maps, search, folded) : flatRows(maps, search)), [maps, search, view, folded]);
  const found = useMemo(() => maps.filter((map) => isAskedFor(map, search)).length, [maps, search]);
  const overdue = useMemo(() => maps.filter((map) => dueOf(map) === 'overdue').length, [maps]);
  const keepers = useMemo(() => keepersOf(maps), [maps]);
  const count = (status: MapStatus) => maps.filter((map) => map.status === status).length;
  const onSort = (sort: ListSort) => onChange((search.sort ?? 'changed') === sort ? { back: search.back ? undefined : true } : { sort: sort === 'changed' ? undefined : sort, back: undefined });
  const clear = { q: undefined, status: undefined, owner: undefined, health: undefined, due: undefined };
  return (
    <>
      <div className={classes.filters}>
        <SearchField label="Find a map" placeholder="Title, tag, stage, persona or owner" q={search.q ?? ''} pauseMs={150} onAsk={(q) => onChange({ q: q || undefined })} className={classes.search} />
        <div className={classes.statuses}>
          <SegmentedControl
            aria-label="Status" value={search.status ?? ''} onChange={(status) => onChange({ status: (status || undefined) as ListSearch['status'] })}
            data={[{ value: '', label: 'In use' }, ...(Object.keys(statuses) as MapStatus[]).map((status) => ({ value: status, label: `${statuses[status]} ${count(status)}` })), { value: 'removed', label: 'Removed' }]}
          />
        </div>
        {search.status !== 'removed' && (
          <>
            <Select
              aria-label="Looked after by" placeholder="Anybody" clearable className={classes.pick} value={search.owner ?? null} onChange={(owner) => onChange({ owner: owner ?? undefined })}
              data={[{ value: 'nobody', label: 'Nobody' }, ...keepers.map(({ id, name }) => ({ value: id, label: name }))]}
            />
            <Select
              aria-label="Health" placeholder="Any health" clearable className={classes.pick} value={search.health ?? null} onChange={(health) => onChange({ health: (health ?? undefined) as ListSearch['health'] })}
              data={Object.entries(bands).map(([value, label]) => ({ value, label }))}
            />
            <Select
              aria-label="Review" placeholder="Any review" clearable className={classes.pick} value={search.due ?? null} onChange={(due) => onChange({ due: (due ?? undefined) as ListSearch['due'] })}
              data={Object.entries(dues).map(([value, label]) => ({ value, label: value === 'overdue' ? `${label} ${overdue}` : label }))}
            />
            <SegmentedControl
              aria-label="Shown as" className={classes.views} value={view} onChange={(next) => onChange({ view: next === 'tree' ? undefined : (next as ListView) })}
              data={Object.entries(views).map(([value, label]) => ({ value, label }))}
            />
          </>
        )}
      </div>
      {search.status === 'removed' ? (
        <RemovedMaps q={search.q ?? ''} mayWrite={mayWrite} />
      ) : rows.length === 0 ? (
        <EmptyState title="No map is like that" action={<Button onClick={() => onChange(clear)}>Show all in use</Button>}>
          None of the {plural(maps.length, 'map')} matches.
        </EmptyState>
      ) : view === 'board' ? (
        <PortfolioBoard rows={rows} mayWrite={mayWrite} />
      ) : (
        <PortfolioTable
          rows={rows} search={search} mayWrite={mayWrite} isTree={view === 'tree'} folded={folded} onSort={onSort} scroller={scroller}
          onFold={(id, fold) => setFolded((before) => { const next = new Set(before); if (fold) next.add(id); else next.delete(id); return next; })}
        />
      )}
      <p className={classes.found} role="status">{search.status === 'removed' ? '' : plural(found, 'map')}</p>
    </>
  );
}
