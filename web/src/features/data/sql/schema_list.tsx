import { Button } from '@mantine/core';
import { useState } from 'react';
import type { SqlSchema } from '../../../api/sql';
import classes from './sql.module.css';

interface SchemaListProps {
  schema: SqlSchema;
  onInsert: (text: string) => void;
  onExample: (sql: string) => void;
}

const shortTypes: Record<string, string> = { VARCHAR: 'text', BIGINT: 'number', 'TIMESTAMP WITH TIME ZONE': 'time' };

/** What can be selected from; a press puts the name where the cursor is. */
export function SchemaList({ schema, onInsert, onExample }: SchemaListProps) {
  const [open, setOpen] = useState<string | null>(schema.tables[0]?.name ?? null);
  return (
    <div className={classes.schema}>
      {schema.tables.map((table) => (
        <section key={table.name} className={classes.schemaTable}>
          <div className={classes.schemaHead}>
            <button
              type="button"
              className={classes.schemaName}
              aria-expanded={open === table.name}
              onClick={() => setOpen(open === table.name ? null : table.name)}
            >
              <span aria-hidden className={classes.turn}>
                {open === table.name ? '▾' : '▸'}
              </span>
              {table.name}
            </button>
            <Button size="compact-xs" variant="subtle" aria-label={`Insert ${table.name}`} onClick={() => onInsert(table.name)}>
              Insert
            </Button>
          </div>
          {open === table.name && (
            <>
              <p className={classes.schemaText}>{table.description}</p>
              <ul className={classes.schemaColumns}>
                {table.columns.map((column) => (
                  <li key={column.name}>
                    <button type="button" className={classes.schemaColumn} title={column.description} onClick={() => onInsert(column.name)}>
                      <span>{column.name}</span>
                      <span className={classes.schemaType}>{shortTypes[column.type] ?? column.type.toLowerCase()}</span>
                    </button>
                  </li>
                ))}
              </ul>
            </>
          )}
        </section>
      ))}
      <h3 className={classes.schemaTitle}>Examples</h3>
      <ul className={classes.schemaColumns}>
        {schema.examples.map((example) => (
          <li key={example.title}>
            <button type="button" className={classes.example} onClick={() => onExample(example.sql)}>
              {example.title}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
