import { Button, Menu, Progress } from '@mantine/core';
import { useState } from 'react';
import { exportFileAddress, useDeleteExport, useExports, useLookAgainAtExports, useSession, type PseudonymisedExport } from '../../api';
import { Card, count, DataTable, dayAndClock, EmptyState, ErrorState, plural, relative, type Column } from '../../design';
import { ExportDialog } from './export_dialog';
import { leftOutWords, stateWords, whatWords } from './export_words';
import { RenewKeyDialog } from './renew_key_dialog';
import classes from './privacy.module.css';

const columns: Column<PseudonymisedExport>[] = [
  { key: 'requested', header: 'Requested', render: ({ requested_at }) => dayAndClock(requested_at) },
  { key: 'what', header: 'What', render: (one) => whatWords(one), wideOnly: true },
  { key: 'by', header: 'By', render: ({ actor }) => actor, wideOnly: true },
  { key: 'state', header: 'State', render: (one) => <Standing one={one} /> },
  { key: 'file', header: 'File', align: 'right', render: (one) => <File one={one} /> },
];

/** Files in which nobody can be told by name. For administrators. */
export function ExportsCard() {
  const mayExport = useSession().data?.user.role === 'admin';
  const exports = useExports(mayExport);
  const [open, setOpen] = useState<'export' | 'key' | null>(null);
  if (!mayExport) return null;
  const key = exports.data?.key;
  const add = <Button onClick={() => setOpen('export')}>New export</Button>;
  const items = exports.data?.items ?? [];
  return (
    <Card title="Pseudonymised exports" aside={items.length > 0 && add} flush>
      {exports.isError ? (
        <ErrorState error={exports.error} onRetry={() => void exports.refetch()} />
      ) : (
        <DataTable
          label="Pseudonymised exports"
          columns={columns}
          rows={items}
          rowKey={({ id }) => id}
          loading={exports.isPending}
          empty={
            <EmptyState title="Nothing was exported yet" action={add}>
              For those who analyse: events or customers as a file that names nobody. It is deleted once it was downloaded, or after a day.
            </EmptyState>
          }
        />
      )}
      {key && (
        <div className={classes.actions}>
          <p className={classes.standing_line}>The workspace keeps a key of pseudonyms, made {relative(key.made_at)}. Exports with it can be joined.</p>
          <Button onClick={() => setOpen('key')}>Renew the key</Button>
        </div>
      )}
      {open === 'export' && <ExportDialog onClose={() => setOpen(null)} />}
      {open === 'key' && <RenewKeyDialog onClose={() => setOpen(null)} />}
    </Card>
  );
}

function Standing({ one }: { one: PseudonymisedExport }) {
  const words = stateWords(one);
  if (one.state === 'waiting' || one.state === 'running')
    return (
      <div className={classes.standing}>
        <span>{words}</span>
        <Progress value={Math.round(one.progress * 100)} aria-label={words} />
      </div>
    );
  const left = one.outcome === null ? [] : leftOutWords(one.outcome);
  return (
    <div className={classes.purpose}>
      <span role={one.state === 'failed' ? 'alert' : undefined}>{words}</span>
      {one.outcome !== null && (
        <span className={classes.note}>
          {plural(one.outcome.rows, 'row')} of {plural(one.outcome.customers, 'customer')}
          {left.length > 0 && `. Left out or replaced: ${left.join('; ')}`}
        </span>
      )}
      {one.expires_at !== null && <span className={classes.note}>Deleted {relative(one.expires_at)} at the latest</span>}
    </div>
  );
}

function File({ one }: { one: PseudonymisedExport }) {
  const remove = useDeleteExport();
  const lookAgain = useLookAgainAtExports();
  const onItsWay = one.state === 'waiting' || one.state === 'running';
  return (
    <Menu position="bottom-end" width={200}>
      <Menu.Target>
        <Button variant="subtle" aria-label={`Open ${whatWords(one)} of ${dayAndClock(one.requested_at)}`} loading={remove.isPending}>
          Open
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {one.state === 'ready' && (
          <Menu.Item component="a" href={exportFileAddress(one.id)} download onClick={lookAgain}>
            Download, {count(Math.max(1, Math.round(one.bytes / 1024)))} KiB
          </Menu.Item>
        )}
        <Menu.Item color="pain" onClick={() => remove.mutate(one.id)}>
          {onItsWay ? 'Stop and delete' : one.state === 'ready' ? 'Delete the file' : 'Take off the list'}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
