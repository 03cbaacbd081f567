import { Button, Menu, Skeleton } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { asProblem, type Problem } from '../../../api/problem';
import { runSql, useSqlSchema, type SqlAnswer } from '../../../api/sql';
import { Card, count, duration, EmptyState, ErrorState, plural, relative, RowsSkeleton } from '../../../design';
import { saveText } from '../../../people/people_export';
import { DataFrame } from '../data_frame';
import { sqlRoute } from '../route';
import { ResultGrid } from './result_grid';
import { SchemaList } from './schema_list';
import { SqlEditor, type SqlEditorHandle } from './sql_editor';
import { forgetHistory, readHistory, remember } from './sql_history';
import { readPlace } from './sql_place';
import { toCsv, toJson } from './sql_rows';
import classes from './sql.module.css';

type Run =
  | { state: 'none' }
  | { state: 'running'; since: number }
  | { state: 'cancelled' }
  | { state: 'done'; answer: SqlAnswer }
  | { state: 'failed'; problem: Problem };

const isMac = () => /Mac|iPhone|iPad/.test(navigator.userAgent);

/** SQL over the events, for whoever wants to ask what no other screen does. It only ever reads. */
export function SqlPage() {
  const search = sqlRoute.useSearch();
  const navigate = sqlRoute.useNavigate();
  const schema = useSqlSchema();
  const [text, setText] = useState(search.q ?? '');
  const [run, setRun] = useState<Run>({ state: 'none' });
  const [past, setPast] = useState(readHistory);
  const editor = useRef<SqlEditorHandle>(null);
  const running = useRef<AbortController | null>(null);

  // Back and forward, and links.
  useEffect(() => setText(search.q ?? ''), [search.q]);
  useEffect(() => () => running.current?.abort(), []);

  const start = async (rows?: number) => {
    const statement = text.trim();
    if (statement === '') return;
    running.current?.abort();
    const own = new AbortController();
    running.current = own;
    setRun({ state: 'running', since: Date.now() });
    if (statement !== search.q) void navigate({ search: { q: statement } });
    try {
      const answer = await runSql(statement, rows, own.signal);
      if (running.current !== own) return;
      setRun({ state: 'done', answer });
      setPast(remember({ sql: statement, at: new Date().toISOString(), rows: answer.row_count }));
    } catch (error) {
      if (running.current !== own) return;
      setRun(own.signal.aborted ? { state: 'cancelled' } : { state: 'failed', problem: asProblem(error) });
    }
  };
  const failed = run.state === 'failed' ? run.problem : null;
  const place = readPlace(failed?.field ?? null);
  const [wrong, setWrong] = useState<{ place: NonNullable<typeof place>; message: string } | null>(null);
  useEffect(() => {
    const at = readPlace(failed?.field ?? null);
    setWrong(failed && at ? { place: at, message: failed.message } : null);
  }, [failed]);
  const take = (sql: string) => {
    setText(sql);
    editor.current?.focus();
  };
  const answer = run.state === 'done' ? run.answer : null;
  return (
    <DataFrame
      tab="/data/sql"
      actions={
        <>
          <HistoryMenu past={past} onTake={take} onForget={() => setPast(forgetHistory())} />
          {answer && <SaveMenu answer={answer} />}
        </>
      }
    >
      <div className={classes.page}>
        <div className={classes.main}>
          <Card flush>
            <div className={classes.editor}>
              <SqlEditor
                value={text}
                onChange={(next) => {
                  setText(next);
                  setWrong(null);
                }}
                onRun={() => void start()}
                tables={schema.data?.tables ?? []}
                wrong={wrong}
                handle={editor}
              />
            </div>
            {failed && (
              <div className={classes.error} role="alert">
                <p>
                  <b>{failed.message}</b>
                </p>
                {(place ?? failed.hint) && (
                  <p>
                    {place && (
                      <button type="button" onClick={() => editor.current?.focus()}>
                        Line {place.line}, column {place.column}
                      </button>
                    )}
                    {place && failed.hint ? '. ' : ''}
                    {failed.hint}
                  </p>
                )}
              </div>
            )}
            <div className={classes.bar}>
              <span className={classes.barText} role="status">
                <Status run={run} />
              </span>
              {run.state === 'running' ? (
                <Button onClick={() => running.current?.abort()}>Cancel</Button>
              ) : (
                <Button variant="filled" disabled={text.trim() === ''} onClick={() => void start()}>
                  Run&nbsp;<kbd>{isMac() ? '⌘↵' : 'Ctrl ↵'}</kbd>
                </Button>
              )}
            </div>
          </Card>
          <Result run={run} rowsMax={schema.data?.limits.rows_max} onMore={(rows) => void start(rows)} />
        </div>
        <Card title="Tables" flush>
          {schema.isPending ? (
            <div style={{ padding: 14 }}>
              <RowsSkeleton rows={8} height={14} />
            </div>
          ) : schema.isError ? (
            <ErrorState error={schema.error} onRetry={() => void schema.refetch()} />
          ) : (
            <SchemaList schema={schema.data} onInsert={(name) => editor.current?.insert(name)} onExample={take} />
          )}
        </Card>
      </div>
    </DataFrame>
  );
}

function Status({ run }: { run: Run }) {
  const [now, setNow] = useState(Date.now);
  const since = run.state === 'running' ? run.since : null;
  useEffect(() => {
    if (since === null) return;
    const timer = setInterval(() => setNow(Date.now()), 200);
    return () => clearInterval(timer);
  }, [since]);
  if (run.state === 'running') return <>Running, {duration(Math.max(0, Math.floor((now - run.since) / 1000)))}</>;
  if (run.state === 'cancelled') return <>Cancelled</>;
  if (run.state === 'failed') return <>Not run to the end</>;
  if (run.state === 'none') return <>Reads only; 30 seconds at most</>;
  const { answer } = run;
  return (
    <>
      {answer.cut_by ? `The first ${count(answer.row_count)} rows` : plural(answer.row_count, 'row')} ·{' '}
      {duration(Math.max(1, Math.round(answer.took_ms)) / 1000)}
    </>
  );
}

interface ResultProps {
  run: Run;
  rowsMax: number | undefined;
  onMore: (rows: number) => void;
}

function Result({ run, rowsMax, onMore }: ResultProps) {
  if (run.state === 'failed') return null;
  if (run.state === 'running') {
    return (
      <Card flush>
        <div role="status" aria-label="Loading" style={{ padding: 16 }}>
          {Array.from({ length: 8 }, (_, row) => (
            <Skeleton key={row} height={14} my={8} width={`${94 - ((row * 13) % 30)}%`} />
          ))}
        </div>
      </Card>
    );
  }
  if (run.state !== 'done') {
    return (
      <Card>
        <EmptyState title="Ask the events in SQL">
          Write a statement that selects, or take an example from the list of tables. Names complete themselves while you
          type.
        </EmptyState>
      </Card>
    );
  }
  const { answer } = run;
  if (answer.rows.length === 0) {
    return (
      <Card>
        <EmptyState title="No row">The statement is right; nothing matches it.</EmptyState>
      </Card>
    );
  }
  return (
    <Card flush>
      {answer.cut_by && (
        <div className={classes.cut}>
          There are more rows than these.{' '}
          {answer.cut_by === 'rows' && rowsMax !== undefined && answer.row_count < rowsMax ? (
            <Button size="compact-xs" onClick={() => onMore(rowsMax)}>
              Fetch up to {count(rowsMax)}
            </Button>
          ) : (
            'Group them, or select less.'
          )}
        </div>
      )}
      <ResultGrid key={answer.took_ms} answer={answer} />
    </Card>
  );
}

interface HistoryMenuProps {
  past: ReturnType<typeof readHistory>;
  onTake: (sql: string) => void;
  onForget: () => void;
}

function HistoryMenu({ past, onTake, onForget }: HistoryMenuProps) {
  if (past.length === 0) return null;
  return (
    <Menu position="bottom-end" width={420}>
      <Menu.Target>
        <Button>History</Button>
      </Menu.Target>
      <Menu.Dropdown mah={420} style={{ overflowY: 'auto' }}>
        {past.map((ran) => (
          <Menu.Item key={ran.sql} onClick={() => onTake(ran.sql)}>
            <span className={classes.historyItem}>{ran.sql.replace(/\s+/g, ' ')}</span>
            <span className={classes.historyDetail}>
              {relative(ran.at)} · {plural(ran.rows, 'row')}
            </span>
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item onClick={onForget}>Forget all of them in this browser</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function SaveMenu({ answer }: { answer: SqlAnswer }) {
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button>Export</Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => saveText('rows.csv', 'text/csv', toCsv(answer))}>Rows as CSV</Menu.Item>
        <Menu.Item onClick={() => saveText('rows.json', 'application/json', toJson(answer))}>Rows as JSON</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
