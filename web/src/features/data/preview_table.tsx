import type { Upload } from '../../api';
import { clock, DataTable, day, EmptyState, type Column } from '../../design';
import classes from './mapping.module.css';

type PreviewEvent = Upload['preview'][number];

const shownProperties = 4;

const columns: Column<{ event: PreviewEvent; key: string }>[] = [
  {
    key: 'time',
    header: 'Time',
    render: ({ event }) => (
      <time className={classes.time} title={event.time}>
        {event.time ? `${day(event.time)}, ${clock(event.time, true)}` : '–'}
      </time>
    ),
  },
  { key: 'customer', header: 'Customer', render: ({ event }) => event.customer ?? '–' },
  { key: 'event', header: 'Event', render: ({ event }) => <b>{event.event}</b> },
  { key: 'channel', header: 'Channel', wideOnly: true, render: ({ event }) => event.channel ?? '–' },
  {
    key: 'properties',
    header: 'Properties',
    wideOnly: true,
    render: ({ event }) => {
      const all = Object.entries(event.properties ?? {});
      const rest = all.length - shownProperties;
      return (
        <span className={classes.properties}>
          {all.slice(0, shownProperties).map(([name, value]) => (
            <span key={name}>
              <span className={classes.quiet}>{name}</span>{' '}
              {typeof value === 'object' ? JSON.stringify(value) : String(value)}
            </span>
          ))}
          {rest > 0 && <span className={classes.quiet}>and {rest} more</span>}
        </span>
      );
    },
  },
];

/** The first rows as the events they become. */
export function PreviewTable({ events }: { events: PreviewEvent[] }) {
  return (
    <DataTable
      label="What your first rows become"
      columns={columns}
      rows={events.map((event, index) => ({ event, key: String(index) }))}
      rowKey={({ key }) => key}
      empty={
        <EmptyState title="No event yet">
          Choose who, what and when above, and the first rows stand here as events.
        </EmptyState>
      }
    />
  );
}
