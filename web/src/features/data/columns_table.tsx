import { Button, Checkbox, Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Mapping, UploadColumn } from '../../api';
import { DataTable, IntervalBar, plural, share, Tag, type Column } from '../../design';
import classes from './mapping.module.css';
import { namespaces, propertyWord, rowKind, useOf, withIdentity, withProperty } from './mapping';

interface ColumnsTableProps {
  columns: UploadColumn[];
  mapping: Mapping;
  onChange: (mapping: Mapping) => void;
}

/** Where the sentence's last words lead. */
export const columnsId = 'columns';

const page = 100;

const useWords = {
  customer: 'the customer',
  account: 'the account',
  event: 'the event',
  time: 'the time',
  channel: 'the channel',
};

/** Every column of the file: what is in it and what becomes of it. */
export function ColumnsTable({ columns, mapping, onChange }: ColumnsTableProps) {
  const [shown, setShown] = useState(page);
  const rest = columns.length - shown;
  const table: Column<UploadColumn>[] = [
    {
      key: 'name',
      header: 'Column',
      render: (row) => (
        <span className={classes.columnName}>
          <b>{row.name}</b>
          <span className={classes.samples}>{row.samples.slice(0, 3).join(' · ')}</span>
        </span>
      ),
    },
    { key: 'looks', header: 'Looks like', wideOnly: true, render: (row) => <Tag>{row.looks_like}</Tag> },
    {
      key: 'fill',
      header: 'Filled',
      wideOnly: true,
      width: 130,
      render: (row) => (
        <span className={classes.fill}>
          <IntervalBar label={`${share(row.fill)} filled`} value={row.fill} max={1} />
          {share(row.fill)}
        </span>
      ),
    },
    {
      key: 'becomes',
      header: 'Becomes',
      width: '46%',
      render: (row) => <Becomes column={row.name} mapping={mapping} onChange={onChange} />,
    },
  ];
  return (
    <DataTable
      label="Columns"
      columns={table}
      rows={columns.slice(0, shown)}
      rowKey={(row) => row.name}
      foot={
        rest > 0 && (
          <div className={classes.more}>
            <Button onClick={() => setShown(shown + page)}>
              Show more, {plural(rest, 'column')} left
            </Button>
          </div>
        )
      }
    />
  );
}

interface BecomesProps {
  column: string;
  mapping: Mapping;
  onChange: (mapping: Mapping) => void;
}

function Becomes({ column, mapping, onChange }: BecomesProps) {
  const use = useOf(mapping, column);
  if (typeof use !== 'object') return <Tag tone="accent">{useWords[use]}</Tag>;
  const left = use.property === null;
  const identity = mapping.identities?.[column] ?? '';
  const offered = [...new Set([...namespaces, identity].filter((name) => name !== ''))];
  return (
    <span className={classes.becomes}>
      <TextInput
        aria-label={`Name of the ${propertyWord(mapping)} of ${column}`}
        value={use.property ?? ''}
        placeholder={left ? 'left out' : column}
        disabled={left}
        error={!left && use.property === ''}
        onChange={(event) => onChange(withProperty(mapping, column, event.currentTarget.value))}
      />
      <Checkbox
        size="xs"
        label="Leave out"
        aria-label={`Leave out ${column}`}
        checked={left}
        onChange={(event) =>
          onChange(withProperty(mapping, column, event.currentTarget.checked ? null : column))
        }
      />
      {rowKind(mapping) !== 'accounts' && (
        <Select
          size="xs"
          w={130}
          aria-label={`Identity in ${column}`}
          data={[{ value: '', label: 'no identity' }, ...offered]}
          value={identity}
          allowDeselect={false}
          comboboxProps={{ withinPortal: true }}
          onChange={(name) => onChange(withIdentity(mapping, column, name ?? ''))}
        />
      )}
    </span>
  );
}
