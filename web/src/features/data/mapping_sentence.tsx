import type { Mapping, Upload } from '../../api';
import { PickList, plural, Sentence, SentenceControl } from '../../design';
import { columnsId } from './columns_table';
import { ChoicePicker, ColumnPicker, TextPicker, TimeFormatPicker, ZonePicker } from './mapping_pickers';
import { delimiters, delimiterWord, needsZone, propertyCounts, timeFormatWord, withTimeOfDay } from './mapping';
import classes from './mapping.module.css';

interface MappingSentenceProps {
  mapping: Mapping;
  upload: Upload;
  source: string;
  onSource: (name: string) => void;
  onChange: (mapping: Mapping) => void;
}

const unknown = 'choose a column';
const namespaces = ['user_id', 'email', 'anonymous_id', 'phone', 'customer_id'];

/** The mapping as a sentence; what is underlined can be changed. */
export function MappingSentence(props: MappingSentenceProps) {
  const { mapping, upload, onChange } = props;
  const { columns } = upload;
  const { time } = mapping;
  const put = (part: Partial<Mapping>) => onChange({ ...mapping, ...part });
  const channel = mapping.channel ?? null;
  return (
    <Sentence foot={<Details {...props} />}>
      Each row is an event called{' '}
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
      by customer{' '}
      <SentenceControl label="Customer" value={mapping.customer || unknown} width={340}>
        {(close) => (
          <ColumnPicker
            columns={columns}
            prefer="customer"
            chosen={mapping.customer}
            onPick={(customer) => {
              put({ customer });
              close();
            }}
          />
        )}
      </SentenceControl>{' '}
      at{' '}
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
      ;{' '}
      <button type="button" className={classes.word} onClick={showColumns}>
        {propertyWords(propertyCounts(mapping, columns))}
      </button>
      .
    </Sentence>
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

function propertyWords({ kept, left }: { kept: number; left: number }): string {
  const more = kept === 0 ? 'no other column becomes a property' : `${plural(kept, 'more column becomes a property', 'more columns become properties')}`;
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
      )}
      . The customer is known by{' '}
      <SentenceControl label="Kind of identity" value={mapping.customer_namespace ?? 'user_id'}>
        {(close) => (
          <TextPicker
            options={namespaces}
            chosen={mapping.customer_namespace ?? 'user_id'}
            label="Another name"
            onPick={(customer_namespace) => {
              put({ customer_namespace });
              close();
            }}
          />
        )}
      </SentenceControl>
      {upload.format === 'csv' && (
        <>
          . Columns are separated by{' '}
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
        </>
      )}
      . The source is called{' '}
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
