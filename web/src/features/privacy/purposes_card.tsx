import { Button } from '@mantine/core';
import { useState } from 'react';
import { usePurposes, useSession, type Purpose } from '../../api';
import { Card, DataTable, EmptyState, ErrorState, Tag, type Column } from '../../design';
import { basisWords, fateWords, unaskedWords } from './consent_words';
import { PurposeDialog } from './purpose_dialog';
import classes from './privacy.module.css';

const columns: Column<Purpose>[] = [
  {
    key: 'name',
    header: 'Purpose',
    render: ({ name, description }) => (
      <div className={classes.purpose}>
        <span>{name}</span>
        {description !== '' && <span className={classes.note}>{description}</span>}
      </div>
    ),
  },
  { key: 'basis', header: 'Lawful basis', render: ({ lawful_basis }) => basisWords[lawful_basis] },
  { key: 'channels', header: 'Channels', render: ({ channels }) => (channels.length === 0 ? 'all' : channels.join(', ')), wideOnly: true },
  { key: 'default', header: 'Who said nothing', render: unaskedWords, wideOnly: true },
  {
    key: 'ingest',
    header: 'Events without consent',
    render: ({ required_at_ingest }) => (required_at_ingest === null ? '–' : <Tag>{fateWords[required_at_ingest.otherwise]}</Tag>),
    wideOnly: true,
  },
];

/** What the workspace asks people's consent for. */
export function PurposesCard() {
  const kept = usePurposes();
  const mayChange = useSession().data?.user.role === 'admin';
  const [edited, setEdited] = useState<Purpose | 'new' | null>(null);
  const add = mayChange && <Button onClick={() => setEdited('new')}>Add a purpose</Button>;
  const list = kept.data?.purposes ?? [];
  return (
    <Card title="Purposes" aside={list.length > 0 && add} flush>
      {kept.isError ? (
        <ErrorState error={kept.error} onRetry={() => void kept.refetch()} />
      ) : (
        <DataTable
          label="Purposes"
          columns={
            mayChange
              ? [
                  ...columns,
                  {
                    key: 'edit',
                    header: 'Change',
                    align: 'right',
                    render: (one) => (
                      <Button variant="subtle" onClick={() => setEdited(one)} aria-label={`Change ${one.name}`}>
                        Change
                      </Button>
                    ),
                  },
                ]
              : columns
          }
          rows={list}
          rowKey={({ id }) => id}
          loading={kept.isPending}
          empty={
            <EmptyState title="No purposes yet" action={add}>
              A purpose says what data is used for and on which lawful basis. What people agree to is then collected from your events, shown on their pages and honoured.
            </EmptyState>
          }
        />
      )}
      {edited !== null && kept.data && <PurposeDialog kept={kept.data} purpose={edited === 'new' ? null : edited} onClose={() => setEdited(null)} />}
    </Card>
  );
}
