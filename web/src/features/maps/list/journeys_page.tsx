import { Button, SegmentedControl, Select } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useMaps, useSession, type MapStatus, type MapSummary } from '../../../api';
import { day, dayKey, EmptyState, ErrorState, PageBar, PageBody, plural, PlusIcon, relative, RowsSkeleton, SearchField, Tag } from '../../../design';
import { JourneysTabs } from '../journeys_tabs';
import { ImportDialog } from '../sharing/import_dialog';
import { journeysRoute } from '../route';
import { sorts, statuses, type ListSearch, type ListSort } from './list_search';
import { isOverdue, mapRows } from './map_rows';
import { TemplateGallery } from './template_gallery';
import classes from './list.module.css';

/** All journey maps of the workspace. */
export function JourneysPage() {
  const search = journeysRoute.useSearch();
  const navigate = journeysRoute.useNavigate();
  const maps = useMaps();
  const mayWrite = useSession().data?.user.role !== 'viewer';
  const change = (part: Partial<ListSearch>) => void navigate({ search: (before) => ({ ...before, ...part }), replace: !('new' in part || 'import' in part) });
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
      <PageBar title="Journeys" tabs={<JourneysTabs tab="/journeys" />} actions={maps.data && maps.data.length > 0 && button} />
      <PageBody>
        {maps.isError ? (
          <ErrorState error={maps.error} onRetry={() => void maps.refetch()} />
        ) : maps.data === undefined ? (
          <RowsSkeleton rows={8} height={44} />
        ) : maps.data.length === 0 ? (
          <EmptyState title="No journey map yet" action={button}>
            A map shows a journey as a persona goes through it, stage by stage. Begin with a template, an example or a blank page.
          </EmptyState>
        ) : (
          <MapList maps={maps.data} search={search} onChange={change} />
        )}
      </PageBody>
      {search.import && mayWrite && <ImportDialog onClose={() => change({ import: undefined })} />}
      {search.new && mayWrite && <TemplateGallery onClose={() => change({ new: undefined })} />}
    </>
  );
}

interface MapListProps {
  maps: readonly MapSummary[];
  search: ListSearch;
  onChange: (part: Partial<ListSearch>) => void;
}

function MapList({ maps, search, onChange }: MapListProps) {
  const rows = mapRows(maps, search);
  const counts = (status: MapStatus) => maps.filter((map) => map.status === status).length;
  return (
    <>
      <div className={classes.filters}>
        <SearchField label="Find a map" placeholder="Title, tag or persona" q={search.q ?? ''} pauseMs={150} onAsk={(q) => onChange({ q: q || undefined })} className={classes.search} />
        <div className={classes.statuses}>
          <SegmentedControl
            aria-label="Status" value={search.status ?? ''} onChange={(status) => onChange({ status: (status || undefined) as MapStatus | undefined })}
            data={[{ value: '', label: 'In use' }, ...(Object.keys(statuses) as MapStatus[]).map((status) => ({ value: status, label: `${statuses[status]} ${counts(status)}` }))]}
          />
        </div>
        <Select
          aria-label="Sorted by" className={classes.sort} allowDeselect={false} value={search.sort ?? 'changed'} data={Object.entries(sorts).map(([value, label]) => ({ value, label }))}
          onChange={(sort) => onChange({ sort: sort === 'changed' ? undefined : (sort as ListSort) })}
        />
      </div>
      {rows.length === 0 ? (
        <EmptyState title="No map is like that" action={<Button onClick={() => onChange({ q: undefined, status: undefined })}>Show all in use</Button>}>
          None of the {plural(maps.length, 'map')} matches.
        </EmptyState>
      ) : (
        <ul className={classes.list} aria-label="Maps">
          {rows.map((map) => (
            <MapRow key={map.id} map={map} />
          ))}
        </ul>
      )}
    </>
  );
}

const tones = { draft: 'neutral', in_review: 'warn', published: 'good', archived: 'neutral' } as const;

function MapRow({ map }: { map: MapSummary }) {
  const overdue = isOverdue(map, dayKey(Date.now()));
  return (
    <li className={classes.row}>
      <Link to="/journeys/maps/$id" params={{ id: map.id }} className={classes.name}>
        {map.title || 'Map without a name'}
      </Link>
      <span className={classes.tags}>
        <Tag tone={tones[map.status]}>{statuses[map.status].toLowerCase()}</Tag>
        {map.state === 'future' && <Tag tone="accent">future state</Tag>}
        {map.level !== 'journey' && <Tag>{map.level}</Tag>}
        {map.tags.map((tag) => (
          <Tag key={tag}>{tag}</Tag>
        ))}
      </span>
      <span className={classes.about}>
        {[plural(map.steps, 'step'), ...map.personas.map(({ name }) => name)].join(' · ')}
      </span>
      <span className={classes.when}>
        {map.review_on && <span data-overdue={overdue || undefined}>{overdue ? 'review overdue since' : 'review due'} {day(map.review_on)}</span>}
        <span>changed {relative(map.updated_at)}</span>
      </span>
    </li>
  );
}
