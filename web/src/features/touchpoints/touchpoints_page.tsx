import { Button, VisuallyHidden } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useQueryDoc, useTouchpoints, type JourneyTouchpoint, type NamedTouchpoint, type TouchpointDraft } from '../../api';
import { Card, count, DataTable, EmptyState, ErrorState, plural, PlusIcon, relative, Tag, type Column } from '../../design';
import { DataFrame } from '../data/data_frame';
import { TouchpointDialog } from './touchpoint_dialog';
import classes from './touchpoints.module.css';
import { draftOf, useTouchpointActions } from './use_touchpoint_actions';

interface Editing {
  draft: TouchpointDraft;
  existing?: NamedTouchpoint;
}

/** The touchpoints that people named, and those that were discovered beside them. */
export function TouchpointsPage() {
  const list = useTouchpoints();
  const journey = useQueryDoc({ kind: 'journey' });
  const actions = useTouchpointActions();
  const [editing, setEditing] = useState<Editing | null>(null);
  const make = (draft: Partial<TouchpointDraft> = {}) =>
    setEditing({ draft: { name: '', description: '', events: [], stage: null, role: null, ...draft } });
  const places = (journey.data?.result.stages ?? []).flatMap((stage) => stage.touchpoints.map((each) => ({ ...each, stage: stage.name })));
  const standing = new Map(places.filter((each) => each.named).map((each) => [each.name, each]));
  const discovered = places.filter((each) => !each.named);
  return (
    <DataFrame
      tab="/data/touchpoints"
      actions={
        <Button variant="filled" leftSection={<PlusIcon size={14} />} onClick={() => make()}>
          Make a touchpoint
        </Button>
      }
    >
      <div className={classes.stack}>
        <Card flush title="Named by people" aside={list.data && list.data.items.length > 0 && plural(list.data.items.length, 'touchpoint')}>
          {list.isError ? (
            <ErrorState error={list.error} onRetry={() => void list.refetch()} />
          ) : list.data?.items.length === 0 ? (
            <EmptyState title="Nobody has named a touchpoint yet" action={<Button onClick={() => make()}>Make a touchpoint</Button>}>
              Touchpoints are discovered in the events. Name one where several events are one moment to your customers, or choose it in a
              picture of <Link to="/explore">Explore</Link>.
            </EmptyState>
          ) : (
            <DataTable
              label="Named touchpoints"
              columns={namedColumns(standing, (existing) => setEditing({ draft: draftOf(existing), existing }), actions.remove)}
              rows={list.data?.items ?? []}
              rowKey={({ id }) => id}
              loading={list.isPending}
            />
          )}
        </Card>
        {discovered.length > 0 && (
          <Card flush title="Discovered" aside="in the events, by their names and their order">
            <DataTable
              label="Discovered touchpoints"
              columns={discoveredColumns((from) => make({ name: from.name, events: from.events }))}
              rows={discovered}
              rowKey={({ name }) => name}
            />
          </Card>
        )}
      </div>
      {editing && <TouchpointDialog {...editing} onClose={() => setEditing(null)} />}
    </DataFrame>
  );
}

type Standing = JourneyTouchpoint & { stage: string };

function namedColumns(
  standing: ReadonlyMap<string, Standing>,
  onChange: (touchpoint: NamedTouchpoint) => void,
  onRemove: (touchpoint: NamedTouchpoint) => void,
): Column<NamedTouchpoint>[] {
  return [
    {
      key: 'name',
      header: 'Touchpoint',
      render: (row) => (
        <span className={classes.name}>
          <b>{row.name}</b>
          <span className={classes.quiet}>{[row.description, row.events.join(', ')].filter((each) => each !== '').join(' · ')}</span>
          {row.notes.map((note) => (
            <span key={note} className={classes.note}>
              {note}
            </span>
          ))}
        </span>
      ),
    },
    {
      key: 'stage',
      header: 'Stage',
      render: (row) => standing.get(row.name)?.stage ?? row.stage ?? '–',
    },
    {
      key: 'role',
      header: 'Role',
      wideOnly: true,
      render: (row) => <Tag>{row.role ?? standing.get(row.name)?.role ?? '–'}</Tag>,
    },
    { key: 'people', header: 'People', align: 'right', wideOnly: true, render: (row) => count(standing.get(row.name)?.people ?? 0) },
    { key: 'changed', header: 'Changed', wideOnly: true, render: (row) => <span className={classes.quiet}>{relative(row.updated_at)}</span> },
    {
      key: 'tools',
      header: <VisuallyHidden>What can be done</VisuallyHidden>,
      align: 'right',
      render: (row) => (
        <span className={classes.tools}>
          <Button variant="subtle" aria-label={`Change ${row.name}`} onClick={() => onChange(row)}>
            Change
          </Button>
          <Button variant="subtle" color="pain" aria-label={`Remove ${row.name}`} onClick={() => onRemove(row)}>
            Remove
          </Button>
        </span>
      ),
    },
  ];
}

function discoveredColumns(onName: (touchpoint: Standing) => void): Column<Standing>[] {
  return [
    {
      key: 'name',
      header: 'Touchpoint',
      render: (row) => (
        <span className={classes.name}>
          {row.name}
          {row.events.join() !== row.name && <span className={classes.quiet}>{row.events.slice(0, 6).join(', ')}</span>}
        </span>
      ),
    },
    { key: 'stage', header: 'Stage', render: (row) => row.stage },
    { key: 'role', header: 'Role', wideOnly: true, render: (row) => <Tag>{row.role}</Tag> },
    { key: 'people', header: 'People', align: 'right', wideOnly: true, render: (row) => count(row.people) },
    {
      key: 'tools',
      header: <VisuallyHidden>What can be done</VisuallyHidden>,
      align: 'right',
      render: (row) => (
        <Button variant="subtle" aria-label={`Name ${row.name}`} onClick={() => onName(row)}>
          Name it
        </Button>
      ),
    },
  ];
}
