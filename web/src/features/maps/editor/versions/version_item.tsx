import { ActionIcon, Menu } from '@mantine/core';
import { useState } from 'react';
import { clock, day, dayKey, plural } from '../../../../design';
import { NameForm } from './name_form';
import { peopleWords, type VersionRow } from './version_rows';
import classes from './versions.module.css';

interface VersionItemProps {
  map: string;
  version: VersionRow;
  isLooked: boolean;
  isNow: boolean;
  mayWrite: boolean;
  nameOf: (id: string) => string;
  /** The version below it. */
  below: number | undefined;
  onLook: () => void;
  onCompare: (against: number | 'now') => void;
  onRestore: () => void;
}

/** "14:02–14:40", "14:02", or with the day it began on */
function workTime({ from, at }: VersionRow): string {
  if (at === '') return 'As it was begun';
  if (clock(from) === clock(at) && dayKey(from) === dayKey(at)) return `${day(at)}, ${clock(at)}`;
  return dayKey(from) === dayKey(at) ? `${day(at)}, ${clock(from)}–${clock(at)}` : `${day(from)}, ${clock(from)} – ${day(at)}, ${clock(at)}`;
}

/** One version: a named one, or what a time of work ended with. */
export function VersionItem({ map, version, isLooked, isNow, mayWrite, nameOf, below, onLook, onCompare, onRestore }: VersionItemProps) {
  const [isNaming, setNaming] = useState(false);
  const { revision, name, note, by, changes } = version;
  return (
    <li className={classes.version} data-looked={isLooked || undefined}>
      {isNaming ? (
        <NameForm map={map} revision={revision} name={name} note={note} onDone={() => setNaming(false)} />
      ) : (
        <>
          <button type="button" className={classes.look} aria-current={isLooked || undefined} onClick={onLook}>
            <b>{name ?? workTime(version)}</b>
            {isNow && <span className={classes.now}>as it is now</span>}
            <small>
              version {revision}
              {name && ` · ${workTime(version)}`}
            </small>
            {by.length > 0 && (
              <small>
                {peopleWords(by.map(nameOf))}
                {changes !== null && ` · ${plural(changes, 'change')}`}
              </small>
            )}
            {note && <small className={classes.note}>{note}</small>}
          </button>
          <Menu position="bottom-end" width={220}>
            <Menu.Target>
              <ActionIcon aria-label={`More about version ${revision}`}>⋯</ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              {!isNow && <Menu.Item onClick={() => onCompare('now')}>What changed since then</Menu.Item>}
              {below !== undefined && <Menu.Item onClick={() => onCompare(below)}>What changed in it</Menu.Item>}
              {mayWrite && <Menu.Item onClick={() => setNaming(true)}>{name ? 'Rename' : 'Name it'}</Menu.Item>}
              {mayWrite && !isNow && <Menu.Item onClick={onRestore}>Restore this version</Menu.Item>}
            </Menu.Dropdown>
          </Menu>
        </>
      )}
    </li>
  );
}
