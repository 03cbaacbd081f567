import type { Mapping, RowKind, Upload } from '../../api';
import { PickList, plural, Sentence, SentenceControl } from '../../design';
import { columnsId } from './columns_table';
import { ChoicePicker, ColumnPicker, TextPicker, TimeFormatPicker, ZonePicker } from './mapping_pickers';
import {
  asRows, delimiters, delimiterWord, namespaces, needsZone, propertyCounts, rowKind, timeFormatWord, withTimeOfDay,
} from './mapping';
import classes from './mapping.module.css';

interface MappingSentenceProps {
  mapping: Mapping;
  upload: Upload;
  source: string;
  /** The mapping as it was when its rows were events. */
  asEvents?: Mapping;
  onSource: (name: string) => void;
  onChange: (mapping: Mapping) => void;
}

const unknown = 'choose a column';

/** The mapping as a sentence; what is underlined can be changed. */
export function MappingSentence(props: MappingSentenceProps) {
  const { mapping, upload, onChange } = props;
  const Words = wordsOf[rowKind(mapping)];
  return (
    <Sentence foot={<Details {...props} />}>
      Each row is{' '}
      <SentenceControl label="Row" value={kinds.find(({ value }) => value === rowKind(mapping))!.label}>
        {(close) => (
          <PickList
            options={kinds}
            chosen={[rowKind(mapping)]}
            onPick={(rows) => {
              onChange(asRows(mapping, rows as RowKind, props.asEvents));
              close();
            }}
          />
        )}
      </SentenceControl>{' '}
      <Words {...props} />;{' '}
      <button type="button" className={classes.word} onClick={showColumns}>
        {propertyWords(mapping, upload.columns)}
      </button>
      .
    </Sentence>
  );
}

/** What happened, to whom, when and where. */
function EventWords({ mapping, upload, onChange }: MappingSentenceProps) {
  const { columns } = upload;
  const { time } = mapping;
  const put = (part: Partial<Mapping>) => onChange({ ...mapping, ...part });
  const channel = mapping.channel ?? null;
  return (
    <>
      called{' '}
      <SentenceControl label="Event" value={choiceWord(mapping.event)} width={340}>
        {(close) => (
          <ChoicePicker
            columns={columns}
            chosen={mapping.event}
            constantLabel="Or one name for every row"
            onPick={(event) => {
              put({ event });
              close();
            }}
          />
        )}
      </SentenceControl>{' '}
      by customer <CustomerControl mapping={mapping} columns={columns} onChange={onChange} /> at{' '}
      <SentenceControl label="Time" value={time.column || unknown} width={340}>
        {(close) => (
          <ColumnPicker
            columns={columns}
            prefer="time"
            chosen={time.column}
            onPick={(column) => {
              put({ time: withTimeOfDay({ ...time, column }, time.of_day === column ? '' : (time.of_day ?? '')) });
              close();
            }}
          />
        )}
      </SentenceControl>
      , on{' '}
      <SentenceControl label="Channel" value={channel === null ? 'no channel' : `channel ${choiceWord(channel)}`} width={340}>
        {(close) => (
          <ChoicePicker
            columns={columns}
            prefer="channel"
            chosen={channel}
            none="no channel"
            constantLabel="Or one channel for every row"
            onPick={(next) => {
              put({ channel: next });
              close();
            }}
          />
        )}
      </SentenceControl>
    </>
  );
}

const kinds: { value: RowKind; label: string; detail: string }[] = [
  { value: 'events', label: 'an event', detail: 'something that happened' },
  { value: 'customers', label: 'a customer', detail: 'what is known of somebody' },
  { value: 'accounts', label: 'an account', detail: 'what is known of a company' },
];

/** Who somebody is and since when what the row says is true. */
function CustomerWords({ mapping, upload, onChange }: MappingSentenceProps) {
  const further = Object.entries(mapping.identities ?? {});
  return (
    <>
      known by <CustomerControl mapping={mapping} columns={upload.columns} onChange={onChange} />
      {further.length > 0 && (
        <>
          {' '}
          and{' '}
          <button type="button" className={classes.word} onClick={showColumns}>
            {further.map(([column, name]) => `${column} (${name})`).join(', ')}
          </button>
        </>
      )}
      , as it is since <SinceControl mapping={mapping} columns={upload.columns} onChange={onChange} />
    </>
  );
}

/** Which account it is and since when what the row says is true. */
function AccountWords({ mapping, upload, onChange }: MappingSentenceProps) {
  return (
    <>
      known by{' '}
      <SentenceControl label="Account" value={mapping.account || unknown} width={340}>
        {(close) => (
          <ColumnPicker
            columns={upload.columns}
            prefer="customer"
            chosen={mapping.account}
            onPick={(account) => {
              onChange({ ...mapping, account });
              close();
            }}
          />
        )}
      </SentenceControl>
      , as it is since <SinceControl mapping={mapping} columns={upload.columns} onChange={onChange} />
    </>
  );
}

const wordsOf = { events: EventWords, customers: CustomerWords, accounts: AccountWords };

function SinceControl({ mapping, columns, onChange }: CustomerControlProps) {
  const { time } = mapping;
  return (
    <SentenceControl label="Since" value={time.column || sinceImport} width={340}>
      {(close) => (
        <ColumnPicker
          columns={columns}
          prefer="time"
          none={sinceImport}
          chosen={time.column || undefined}
          onPick={(column) => {
            onChange({ ...mapping, time: { ...time, column } });
            close();
          }}
        />
      )}
    </SentenceControl>
  );
}

const sinceImport = 'the import';

interface CustomerControlProps {
  mapping: Mapping;
  columns: Upload['columns'];
  onChange: (mapping: Mapping) => void;
}

function CustomerControl({ mapping, columns, onChange }: CustomerControlProps) {
  return (
    <SentenceControl label="Customer" value={mapping.customer || unknown} width={340}>
      {(close) => (
        <ColumnPicker
          columns={columns}
          prefer="customer"
          chosen={mapping.customer}
          onPick={(customer) => {
            onChange({ ...mapping, customer });
            close();
          }}
        />
      )}
    </SentenceControl>
  );
}

/** The table of columns below is where properties are named and left out. */
function showColumns(): void {
  const table = window.document.getElementById(columnsId);
  table?.scrollIntoView({ block: 'start' });
  table?.focus({ preventScroll: true });
}

const sameColumn = 'the same column';

function choiceWord(choice: Mapping['event']): string {
  if (!choice) return unknown;
  return typeof choice === 'string' ? choice : `“${choice.constant}”`;
}

function propertyWords(mapping: Mapping, columns: Upload['columns']): string {
  const { kept, left } = propertyCounts(mapping, columns);
  const [one, many] = rowKind(mapping) === 'events' ? ['property', 'properties'] : ['trait', 'traits'];
  const more = kept === 0 ? `no other column becomes a ${one}` : plural(kept, `more column becomes a ${one}`, `more columns become ${many}`);
  return left === 0 ? more : `${more}, ${left} left out`;
}

/** How the cells are to be read, and what the source is called. */
function Details({ mapping, upload, source, onSource, onChange }: MappingSentenceProps) {
  const { time } = mapping;
  const put = (part: Partial<Mapping>) => onChange({ ...mapping, ...part });
  // The columns of another delimiter are other columns: what they mean is open again.
  const reread = (part: Partial<Mapping>) =>
    put({ customer: '', event: null, channel: null, time: { ...time, column: '' }, properties: {}, ...part });
  return (
    <>
      {(rowKind(mapping) === 'events' || time.column !== '') && (
        <TimeWords mapping={mapping} upload={upload} onChange={onChange} />
      )}
      {rowKind(mapping) !== 'accounts' && <NamespaceWords mapping={mapping} onChange={onChange} />}
      {upload.format === 'csv' && (
        <>
          Columns are separated by{' '}
          <SentenceControl label="Delimiter" value={delimiterWord(mapping.delimiter)}>
            {(close) => (
              <PickList
                options={delimiters}
                chosen={[mapping.delimiter ?? ',']}
                onPick={(delimiter) => {
                  reread({ delimiter });
                  close();
                }}
              />
            )}
          </SentenceControl>
          , and the first row{' '}
          <SentenceControl label="First row" value={mapping.header === false ? 'is data' : 'names them'}>
            {(close) => (
              <PickList
                options={[
                  { value: 'names', label: 'names them' },
                  { value: 'data', label: 'is data' },
                ]}
                chosen={[mapping.header === false ? 'data' : 'names']}
                onPick={(value) => {
                  reread({ header: value === 'names' });
                  close();
                }}
              />
            )}
          </SentenceControl>
          .{' '}
        </>
      )}
      The source is called{' '}
      <SentenceControl label="Source" value={source}>
        {(close) => (
          <TextPicker
            options={[]}
            chosen={source}
            label="Name of the source"
            onPick={(name) => {
              onSource(name);
              close();
            }}
          />
        )}
      </SentenceControl>
      .
    </>
  );
}

/** How the times of the file are to be read. */
function TimeWords({ mapping, upload, onChange }: Pick<MappingSentenceProps, 'mapping' | 'upload' | 'onChange'>) {
  const { time } = mapping;
  const put = (part: Partial<Mapping>) => onChange({ ...mapping, ...part });
  return (
    <>
      Times look like{' '}
      <SentenceControl label="Time format" value={timeFormatWord(time.format)} width={340}>
        {(close) => (
          <TimeFormatPicker
            chosen={time.format}
            onPick={(format) => {
              put({ time: { ...time, format } });
              close();
            }}
          />
        )}
      </SentenceControl>
      , with the time of day in{' '}
      <SentenceControl label="Column of the time of day" value={time.of_day ?? sameColumn} width={340}>
        {(close) => (
          <ColumnPicker
            columns={upload.columns.filter(({ name }) => name !== time.column)}
            chosen={time.of_day}
            prefer="time"
            none={sameColumn}
            onPick={(column) => {
              put({ time: withTimeOfDay(time, column) });
              close();
            }}
          />
        )}
      </SentenceControl>
      {needsZone(time.format) && (
        <>
          {' '}
          and without an offset are in{' '}
          <SentenceControl label="Time zone" value={time.zone ?? 'UTC'}>
            {(close) => (
              <ZonePicker
                chosen={time.zone ?? 'UTC'}
                onPick={(zone) => {
                  put({ time: { ...time, zone } });
                  close();
                }}
              />
            )}
          </SentenceControl>
        </>
      )}.{' '}
    </>
  );
}

/** What kind of identity the customer's column holds. */
function NamespaceWords({ mapping, onChange }: Pick<MappingSentenceProps, 'mapping' | 'onChange'>) {
  return (
    <>
      The customer is known by{' '}
      <SentenceControl label="Kind of identity" value={mapping.customer_namespace ?? 'user_id'}>
        {(close) => (
          <TextPicker
            options={namespaces}
            chosen={mapping.customer_namespace ?? 'user_id'}
            label="Another name"
            onPick={(customer_namespace) => {
              onChange({ ...mapping, customer_namespace });
              close();
            }}
          />
        )}
      </SentenceControl>
      .{' '}
    </>
  );
}
