import { Checkbox, SegmentedControl } from '@mantine/core';
import type { ExportChoice, ExportColumnProposal, ExportRequest } from '../../api';
import { columnWords, withColumn } from './export_words';
import classes from './exports.module.css';

interface ExportColumnsProps {
  asked: ExportRequest;
  proposal: ExportColumnProposal[];
  onChange: (asked: ExportRequest) => void;
}

/** A choice for each column, with what it holds and why that is proposed. */
export function ExportColumns({ asked, proposal, onChange }: ExportColumnsProps) {
  const chosen = new Map(asked.columns.map((one) => [one.name, one]));
  return (
    <ul className={classes.columns} aria-label="Columns">
      {proposal.map((column) => {
        const now = chosen.get(column.name) ?? column;
        const name = columnWords(column.name);
        return (
          <li key={column.name}>
            <div className={classes.column}>
              <span className={classes.name}>{name}</span>
              <SegmentedControl
                size="xs"
                aria-label={`What becomes of ${name}`}
                data={[
                  { value: 'leave_out', label: 'Leave out' },
                  { value: 'generalise', label: 'Generalise' },
                  { value: 'keep', label: 'Keep' },
                ]}
                value={now.choice}
                onChange={(choice) => onChange(withColumn(asked, column.name, { choice: choice as ExportChoice }))}
              />
            </div>
            {column.examples.length > 0 && <p className={classes.examples}>{column.examples.join(' · ')}</p>}
            <p className={classes.why}>{column.why}</p>
            {now.choice !== 'leave_out' && (
              <Checkbox
                size="xs"
                label="Others may know it of a person"
                aria-label={`Others may know ${name} of a person`}
                checked={now.quasi_identifier}
                onChange={(event) => onChange(withColumn(asked, column.name, { quasi_identifier: event.currentTarget.checked }))}
              />
            )}
          </li>
        );
      })}
    </ul>
  );
}
