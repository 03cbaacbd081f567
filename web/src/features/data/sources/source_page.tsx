import { Button, SegmentedControl } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useSource, useSourceKeys, type Source } from '../../../api';
import { count, day, dayAndClock, ErrorState, Num, PageBar, PageBody, relative, RowsSkeleton, StatStrip, Tag, decimal } from '../../../design';
import { sourceRoute } from '../route';
import { MappingTab } from '../webhook/mapping_tab';
import { SetupTab } from '../webhook/setup_tab';
import { UnmappedTab } from '../webhook/unmapped_tab';
import { FileSource } from './file_source';
import { InstallTab } from './install_tab';
import { LiveTab } from './live_tab';
import { isLive, kindNames } from './source_words';
import { SourceState } from './sources_page';
import classes from './sources.module.css';
import type { SourceSearch, SourceTab } from './sources_search';
import { useLiveSource, type LiveSource } from './use_live_source';

interface Tab {
  value: SourceTab;
  label: string;
}

/** A source of files to which an SDK writes as well. */
const tabsOfFilesWithKey: Tab[] = [
  { value: 'imports', label: 'Imports' },
  { value: 'install', label: 'Install' },
  { value: 'live', label: 'Live' },
];

const tabsOf: Record<Source['kind'], Tab[]> = {
  file: [],
  sample: [],
  sdk: [
    { value: 'install', label: 'Install' },
    { value: 'live', label: 'Live' },
  ],
  browser: [
    { value: 'install', label: 'Install' },
    { value: 'live', label: 'Live' },
  ],
  webhook: [
    { value: 'setup', label: 'Set up' },
    { value: 'mapping', label: 'Mapping' },
    { value: 'unmapped', label: 'Unmapped' },
    { value: 'live', label: 'Live' },
  ],
};

/** One source: how it is installed, what arrives, and the way to its troubles. */
export function SourcePage() {
  const { id } = sourceRoute.useParams();
  const search = sourceRoute.useSearch();
  const navigate = sourceRoute.useNavigate();
  const query = useSource(id);
  const source = query.data;
  const keys = useSourceKeys(id);
  const ofFiles = source !== undefined && !isLive(source.kind);
  const takesEvents = source !== undefined && (!ofFiles || (keys.data?.length ?? 0) > 0);
  const live = useLiveSource(id, takesEvents);
  const tabs = !source ? [] : ofFiles && takesEvents ? tabsOfFilesWithKey : (tabsOf[source.kind] ?? []);
  const silent = source !== undefined && source.events === 0;
  const fallback = silent ? tabs[0]?.value : tabs.at(-1)?.value;
  const tab = tabs.find(({ value }) => value === search.tab)?.value ?? fallback;
  const change = (part: Partial<SourceSearch>, replace = false) =>
    void navigate({ search: (before) => ({ ...before, ...part }), replace });
  // The first event must not carry somebody away from what they are reading.
  useEffect(() => {
    if (silent && search.tab === undefined && tab !== undefined) change({ tab }, true);
  }, [silent, search.tab, tab]);
  return (
    <>
      <PageBar
        title={source?.name ?? 'Source'}
        crumbs={<Link to="/data">Sources</Link>}
        tags={source && <Tag>{kindNames[source.kind] ?? source.kind}</Tag>}
        tabs={
          tabs.length > 0 ? (
            <SegmentedControl
              aria-label="Part of the source"
              data={tabs}
              value={tab}
              onChange={(to) => change({ tab: to as SourceTab })}
            />
          ) : undefined
        }
      />
      <PageBody>
        {query.isPending && <RowsSkeleton rows={6} height={28} />}
        {query.isError && !source && (
          <ErrorState
            error={query.error}
            onRetry={() => void query.refetch()}
            action={
              <Button component={Link} to="/data">
                All sources
              </Button>
            }
          />
        )}
        {source && (
          <div className={classes.stack}>
            {tab !== 'mapping' && tab !== 'unmapped' && <Figures source={source} live={live} takesEvents={takesEvents} />}
            {ofFiles && !keys.isPending && (tab === undefined || tab === 'imports') && <FileSource source={source} />}
            {tab === 'install' && (
              <InstallTab source={source} live={live} sdk={search.sdk} onSdk={(sdk) => change({ sdk })} onLive={() => change({ tab: 'live' })} />
            )}
            {tab === 'setup' && <SetupTab source={source} live={live} onLive={() => change({ tab: 'live' })} />}
            {tab === 'mapping' && <MappingTab source={source} />}
            {tab === 'unmapped' && (
              <UnmappedTab
                source={source}
                open={search.input}
                onOpen={(input) => change({ input })}
                onMapping={() => change({ tab: 'mapping', input: undefined })}
              />
            )}
            {tab === 'live' && (
              <LiveTab
                source={source}
                live={live}
                filter={{ text: search.find ?? '', only: search.only ?? 'all' }}
                onFilter={({ text, only }) =>
                  change({ find: text || undefined, only: only === 'trouble' ? only : undefined }, true)
                }
                onInstall={() => change({ tab: tabs[0]?.value })}
              />
            )}
          </div>
        )}
      </PageBody>
    </>
  );
}

function Figures({ source, live, takesEvents }: { source: Source; live: LiveSource; takesEvents: boolean }) {
  const trouble = (what: 'refused' | 'warned', note: string) => {
    const n = source[what];
    if (n === undefined) return [];
    const tone = n > 0 && what === 'refused' ? 'pain' : 'plain';
    return [
      {
        label: what === 'refused' ? 'Refused, 7 days' : 'Warned, 7 days',
        value: <Num size="large" value={count(n)} tone={tone} />,
        note: n > 0 ? <Link to="/data/quality" search={{ source: source.id }}>why</Link> : note,
      },
    ];
  };
  return (
    <StatStrip
      stats={[
        {
          label: 'Events',
          value: <Num size="large" value={count(source.events)} />,
          note: source.first_event ? `since ${dayAndClock(source.first_event)}` : 'none yet',
        },
        {
          label: 'Last event',
          value: <Num size="large" value={takesEvents ? relative(source.last_event) : day(source.last_event)} />,
          note: <SourceState source={source} />,
        },
        ...(!takesEvents
          ? []
          : [
              {
                label: 'Now, a second',
                value: <Num size="large" value={decimal(live.list.rate?.per_second ?? 0)} />,
                note: live.list.rate && live.list.rate.refused > 0 ? `${count(live.list.rate.refused)} refused` : 'taken and refused',
              },
              ...trouble('refused', 'nothing was refused'),
              ...trouble('warned', 'the plan was kept'),
            ]),
      ]}
    />
  );
}
