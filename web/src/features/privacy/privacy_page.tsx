import { Button, Menu, Progress } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { certificateAddress, useErasures, type Erasure } from '../../api';
import { Card, DataTable, dayAndClock, EmptyState, ErrorState, PageBar, PageBody, Tag, type Column } from '../../design';
import { ExportsCard } from './exports_card';
import { PurposesCard } from './purposes_card';
import { RetentionCard } from './retention_card';
import { shortHash, whatItDoes } from './erasure_words';
import classes from './privacy.module.css';

const columns: Column<Erasure>[] = [
  { key: 'requested', header: 'Requested', render: ({ requested_at }) => dayAndClock(requested_at) },
  { key: 'by', header: 'By', render: ({ actor }) => actor, wideOnly: true },
  { key: 'who', header: 'Identities, as hashes', render: (one) => <code>{shortHash(one)}</code>, wideOnly: true },
  { key: 'state', header: 'State', render: (one) => <Standing erasure={one} /> },
  { key: 'certificate', header: 'Certificate', align: 'right', render: (one) => one.state === 'done' && <Certificate id={one.id} /> },
];

/** Who was erased, without saying who. */
export function PrivacyPage() {
  const erasures = useErasures();
  return (
    <>
      <PageBar crumbs={<Link to="/settings">Settings</Link>} title="Privacy" />
      <PageBody>
        <div className={classes.stack}>
          <PurposesCard />
          <RetentionCard />
          <ExportsCard />
          {erasures.isError ? (
            <Card title="Erasures" flush>
              <ErrorState error={erasures.error} onRetry={() => void erasures.refetch()} />
            </Card>
          ) : (
            <Card title="Erasures" aside="kept as keyed hashes" flush>
              <DataTable
                label="Erasures"
                columns={columns}
                rows={erasures.data ?? []}
                rowKey={({ id }) => id}
                loading={erasures.isPending}
                empty={
                  <EmptyState
                    title="Nobody was erased yet"
                    action={
                      <Button component={Link} to="/customers">
                        Find a customer
                      </Button>
                    }
                  >
                    Open a customer’s page and choose “Erase” from its menu. What is removed where is certified here.
                  </EmptyState>
                }
              />
            </Card>
          )}
        </div>
      </PageBody>
    </>
  );
}

function Standing({ erasure }: { erasure: Erasure }) {
  if (erasure.state === 'done') return <Tag>{erasure.keep_out ? 'Done, kept out' : 'Done'}</Tag>;
  const words = whatItDoes(erasure);
  return (
    <div className={classes.standing}>
      <span>{words}</span>
      <Progress value={Math.round(erasure.progress * 100)} aria-label={words} />
    </div>
  );
}

function Certificate({ id }: { id: string }) {
  return (
    <Menu position="bottom-end" width={180}>
      <Menu.Target>
        <Button variant="subtle">Open</Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item component="a" href={certificateAddress(id, 'html')} target="_blank" rel="noopener">
          To read and print
        </Menu.Item>
        <Menu.Item component="a" href={certificateAddress(id, 'json')} download>
          As JSON
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
