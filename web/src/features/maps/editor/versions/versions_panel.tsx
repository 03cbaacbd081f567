import { Button } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { useMapVersions, useSession, useUsers } from '../../../../api';
import { ErrorState, plural, RowsSkeleton } from '../../../../design';
import { SidePanel } from '../panel/side_panel';
import type { PersonaNames } from '../thing_words';
import { ChangeList } from './change_list';
import { NameForm } from './name_form';
import type { ShownChange } from './shown_difference';
import type { Against, Look } from './use_look';
import { VersionItem } from './version_item';
import { versionRows, versionTitle } from './version_rows';
import classes from './versions.module.css';

interface VersionsPanelProps {
  map: string;
  /** The latest revision, and whether all of it is with the server. */
  revision: number;
  isSaved: boolean;
  mayWrite: boolean;
  look: Look | null;
  listed: readonly ShownChange[];
  current: string | null;
  personas: PersonaNames;
  onLook: (version: number | undefined, against?: Against) => void;
  onPick: (change: ShownChange) => void;
  onRestore: (version: number) => void;
  onClose: () => void;
}

/** While somebody works the list grows; it is asked for again this long after a change. */
const refreshMs = 3_000;

/** What the map was, beside the board: named versions and times of work, or what is different between two. */
export function VersionsPanel(props: VersionsPanelProps) {
  const { map, revision, mayWrite, look } = props;
  const versions = useMapVersions(map);
  const me = useSession().data?.user.id;
  const users = useUsers().data ?? [];
  const client = useQueryClient();
  const [isNaming, setNaming] = useState(false);
  const latest = versions.data?.[0]?.revision;
  useEffect(() => {
    if (latest === undefined || latest >= revision) return;
    const timer = setTimeout(() => void client.invalidateQueries({ queryKey: ['map', map, 'versions'] }), refreshMs);
    return () => clearTimeout(timer);
  }, [latest, revision, client, map]);
  const nameOf = (id: string) => (id === me ? 'you' : (users.find((user) => user.id === id)?.name ?? (id.startsWith('tok_') ? 'a program' : 'somebody')));
  const rows = versionRows(versions.data ?? []);
  if (look && look.against !== null) return <Comparison {...props} look={look} named={(at) => versionTitle(at, rows.find((row) => row.revision === at)?.name)} users={new Map(users.map(({ id, name }) => [id, name]))} />;
  return (
    <SidePanel label="Versions" title="Versions" onClose={props.onClose}>
      {mayWrite && !look && (
        <div className={classes.top}>
          {isNaming ? (
            <NameForm map={map} revision={revision} name={rows.find((row) => row.revision === revision)?.name ?? null} note={rows.find((row) => row.revision === revision)?.note ?? ''} onDone={() => setNaming(false)} />
          ) : (
            <Button fullWidth onClick={() => setNaming(true)} disabled={!props.isSaved} title={props.isSaved ? undefined : 'As soon as all changes are saved'}>Name this version</Button>
          )}
        </div>
      )}
      <div className={classes.list} tabIndex={0} role="region" aria-label="Versions of the map">
        {versions.isError ? (
          <ErrorState error={versions.error} onRetry={() => void versions.refetch()} />
        ) : versions.data === undefined ? (
          <RowsSkeleton rows={6} height={44} />
        ) : (
          <ul className={classes.versions}>
            {rows.map((version, at) => (
              <VersionItem
                key={version.revision} map={map} version={version} isLooked={look?.version === version.revision} isNow={version.revision === revision} mayWrite={mayWrite} nameOf={nameOf}
                below={rows[at + 1]?.revision} onLook={() => props.onLook(version.revision)} onCompare={(against) => props.onLook(version.revision, against)} onRestore={() => props.onRestore(version.revision)}
              />
            ))}
          </ul>
        )}
        <p className={classes.foot}>Every change is kept. A version stands for a time of work, or for a moment that somebody gave a name.</p>
      </div>
    </SidePanel>
  );
}

function Comparison({ look, listed, current, personas, users, named, onLook, onPick, onClose }: VersionsPanelProps & { look: Look; users: ReadonlyMap<string, string>; named: (revision: number) => string }) {
  const other = look.against === 'now' ? 'now' : named(look.against as number);
  const own = named(look.version);
  const isEarlier = look.against === 'now' || (look.against as number) > look.version;
  return (
    <SidePanel label="Versions" title={look.document ? plural(look.changes.length, 'change') : 'Changes'} actions={<Button size="compact-sm" onClick={() => onLook(look.version)}>All versions</Button>} onClose={onClose}>
      <p className={classes.between}>From {isEarlier ? own : other} to {isEarlier ? other : own}</p>
      {look.error ? (
        <ErrorState error={look.error} onRetry={look.retry} />
      ) : !look.document ? (
        <RowsSkeleton rows={6} height={44} />
      ) : listed.length === 0 ? (
        <p className={classes.foot}>Nothing is different between the two.</p>
      ) : (
        <ChangeList before={look.before} after={look.after} changes={listed} names={{ personas, users }} current={current} onPick={onPick} />
      )}
    </SidePanel>
  );
}
