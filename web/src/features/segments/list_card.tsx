import { Button, FileButton } from '@mantine/core';
import { useState } from 'react';
import { asProblem, type ListOutcome } from '../../api';
import { bytes, Card, count, plural } from '../../design';
import classes from './segments.module.css';

const mostShown = 20;

interface ListCardProps {
  /** Of a list that is not saved yet: the file it will be made of. */
  chosen?: File | null;
  isNew: boolean;
  busy: boolean;
  outcome: ListOutcome | undefined;
  error: unknown;
  onFile: (file: File, mode: 'replace' | 'add') => void;
}

/** The identities of a list come from a CSV file. */
export function ListCard({ chosen, isNew, busy, outcome, error, onFile }: ListCardProps) {
  const [over, setOver] = useState(false);
  const problem = error ? asProblem(error) : null;
  const pick = (mode: 'replace' | 'add', words: string, filled: boolean) => (
    <FileButton accept=".csv,text/csv,text/plain" onChange={(file) => file && onFile(file, mode)}>
      {({ onClick }) => (
        <Button onClick={onClick} loading={busy} variant={filled ? 'filled' : 'default'}>
          {words}
        </Button>
      )}
    </FileButton>
  );
  return (
    <Card title="Who is in the list" aside="CSV">
      <div
        className={classes.drop}
        data-over={over || undefined}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          const file = event.dataTransfer.files[0];
          if (file) onFile(file, 'replace');
        }}
      >
        {chosen ? (
          <b>
            {chosen.name}, {bytes(chosen.size)}
          </b>
        ) : (
          <b>Drop a CSV file here</b>
        )}
        <span className={classes.quiet}>
          With a header: <code>namespace,value</code>, or a first column called as what it holds, such as <code>email</code> or{' '}
          <code>user_id</code>.
        </span>
        <span className={classes.dialogFoot} style={{ marginTop: 4 }}>
          {isNew ? (
            pick('replace', chosen ? 'Choose another file' : 'Choose a file', chosen === null || chosen === undefined)
          ) : (
            <>
              {pick('replace', 'Replace the list', false)}
              {pick('add', 'Add to the list', false)}
            </>
          )}
        </span>
      </div>
      {problem && (
        <p className={classes.problem} role="alert">
          {problem.message} {problem.hint}
        </p>
      )}
      {outcome && <Outcome outcome={outcome} />}
    </Card>
  );
}

function Outcome({ outcome }: { outcome: ListOutcome }) {
  const shown = outcome.not_found_rows.slice(0, mostShown);
  return (
    <div className={classes.outcome} role="status">
      <p>
        <b>{plural(outcome.rows, 'row')}</b>: {count(outcome.matched)} named {plural(outcome.customers, 'customer')}
        {outcome.not_found > 0 ? `, ${count(outcome.not_found)} nobody known.` : '.'}
      </p>
      {shown.length > 0 && (
        <table aria-label="Rows that name nobody known">
          <thead>
            <tr>
              <th scope="col">Line</th>
              <th scope="col">Value</th>
              <th scope="col">Why</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((row) => (
              <tr key={row.line}>
                <td>{row.line}</td>
                <td>
                  {row.namespace} {row.value}
                </td>
                <td>{row.reason}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {outcome.not_found > shown.length && <p className={classes.quiet}>and {count(outcome.not_found - shown.length)} more</p>}
    </div>
  );
}
