import type { RowKind, Upload } from '../../api';
import { clock, DataTable, day, EmptyState, type Column } from '../../design';
import classes from './mapping.module.css';

type PreviewRow = Upload['preview'][number];

const shownProperties = 4;

interface Row {
  event: PreviewRow;
  key: string;
}

const eventColumns: Column<Row>[] = [
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
  { key: 'properties', header: 'Properties', wideOnly: true, render: (row) => <Properties {...row} /> },
];

const knownColumns = (header: string): Column<Row>[] => [
  {
    key: 'customer',
    header,
    render: ({ event }) => (
      <span className={classes.columnName}>
        <b>{event.customer ?? '–'}</b>
        <span className={classes.samples}>{(event.identities ?? []).map(({ value }) => value).join(' · ')}</span>
      </span>
    ),
  },
  { key: 'traits', header: 'Traits', render: (row) => <Properties {...row} /> },
];

function Properties({ event }: Row) {
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
}

const columnsOf = { events: eventColumns, customers: knownColumns('Customer'), accounts: knownColumns('Account') };

const emptyWords = {
  events: { title: 'No event yet', text: 'Choose who, what and when above, and the first rows stand here as events.' },
  customers: { title: 'No customer yet', text: 'Choose who it is above, and the first rows stand here as customers.' },
  accounts: { title: 'No account yet', text: 'Choose which account it is above, and the first rows stand here as accounts.' },
};

/** The first rows as what they become. */
export function PreviewTable({ rows, kind }: { rows: PreviewRow[]; kind: RowKind }) {
  return (
    <DataTable
      label="What your first rows become"
      columns={columnsOf[kind]}
      rows={rows.map((event, index) => ({ event, key: String(index) }))}
      rowKey={({ key }) => key}
      empty={
        <EmptyState title={emptyWords[kind].title}>{emptyWords[kind].text}</EmptyState>
      }
    />
  );
}
