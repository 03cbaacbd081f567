import { Button, Loader, Select } from '@mantine/core';
import { useEffect } from 'react';
import { asProblem, type MapVersion } from '../../../../api';
import type { ShownChange } from './shown_difference';
import type { Against, Look } from './use_look';
import { versionTitle } from './version_rows';
import classes from './versions.module.css';

interface VersionBarProps {
  look: Look;
  versions: readonly MapVersion[];
  revision: number;
  mayRestore: boolean;
  isRestoring: boolean;
  /** Those that can be gone to one by one. */
  listed: readonly ShownChange[];
  current: string | null;
  onPick: (change: ShownChange) => void;
  onLook: (version: number | undefined, against?: Against) => void;
  onRestore: (version: number) => void;
  /** The keys go on with the board. */
  onBoard: () => void;
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
const isTyping = (target: EventTarget | null) => (target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement) && !target.readOnly;

/** Says above the board that it shows an earlier version, and what can be done with it. */
export function VersionBar({ look, versions, revision, mayRestore, isRestoring, listed, current, onPick, onLook, onRestore, onBoard }: VersionBarProps) {
  const at = listed.findIndex(({ id }) => id === current);
  const go = (by: 1 | -1) => {
    const next = listed[at < 0 ? (by > 0 ? 0 : listed.length - 1) : (at + by + listed.length) % listed.length];
    if (next) onPick(next);
  };
  useEffect(() => {
    if (listed.length === 0) return;
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || (event.key !== 'n' && event.key !== 'p')) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      go(event.key === 'n' ? 1 : -1);
    };
    // Before the board takes letters for itself.
    window.addEventListener('keydown', onKey, true);
    return () => window.removeEventListener('keydown', onKey, true);
  });
  const name = versions.find((one) => one.revision === look.version)?.name;
  const others = versions.filter((one) => one.revision !== look.version);
  const options = [
    { value: 'none', label: 'Not compared' }, { value: 'now', label: 'Compared with now' },
    ...others.map((one) => ({ value: String(one.revision), label: `Compared with ${versionTitle(one.revision, one.name)}` })),
  ];
  if (typeof look.against === 'number' && !others.some((one) => one.revision === look.against)) options.push({ value: String(look.against), label: `Compared with version ${look.against}` });
  return (
    <div className={classes.bar} role="region" aria-label="An earlier version">
      <span className={classes.barTitle} role="status">
        <b>{capital(versionTitle(look.version, name))}</b> read only
        {!look.document && !look.error && <Loader size={12} />}
      </span>
      {look.error ? <span className={classes.problem} role="alert">{asProblem(look.error).message} <Button size="compact-sm" onClick={look.retry}>Try again</Button></span> : null}
      <Select
        size="xs" w={186} aria-label="Compare" allowDeselect={false} searchable={options.length > 8} data={options} value={String(look.against ?? 'none')}
        onChange={(next) => {
          onLook(look.version, next === 'none' || next === null ? undefined : next === 'now' ? 'now' : Number(next));
          onBoard();
        }}
      />
      {look.against !== null && look.document && (
        <span className={classes.jump} role="group" aria-label="Changes">
          <Button size="compact-sm" disabled={listed.length === 0} onClick={() => go(-1)} aria-keyshortcuts="P" aria-label="Change before">‹&nbsp;<kbd>P</kbd></Button>
          <span role="status">{listed.length === 0 ? 'no changes' : at < 0 ? `${listed.length} places` : `${at + 1} of ${listed.length}`}</span>
          <Button size="compact-sm" disabled={listed.length === 0} onClick={() => go(1)} aria-keyshortcuts="N" aria-label="Next change"><kbd>N</kbd>&nbsp;›</Button>
        </span>
      )}
      <span className={classes.space} />
      {mayRestore && look.version !== revision && (
        <Button size="compact-sm" loading={isRestoring} onClick={() => onRestore(look.version)}>Restore</Button>
      )}
      <Button size="compact-sm" variant="filled" onClick={() => onLook(undefined)}>Back to now</Button>
    </div>
  );
}
