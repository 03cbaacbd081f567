import { Button, SegmentedControl } from '@mantine/core';
import { Link, useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { PageBar, PageBody, PlusIcon } from '../../design';

const tabs = [
  { value: '/data', label: 'Sources' },
  { value: '/data/events', label: 'Events' },
  { value: '/data/imports', label: 'Imports' },
] as const;

export type DataTab = (typeof tabs)[number]['value'];

/** What the three parts of Data share. */
export function DataFrame({ tab, children }: { tab: DataTab; children: ReactNode }) {
  const navigate = useNavigate();
  return (
    <>
      <PageBar
        title="Data"
        tabs={
          <SegmentedControl
            aria-label="Part of the data"
            data={[...tabs]}
            value={tab}
            onChange={(to) => void navigate({ to: to as DataTab })}
          />
        }
        actions={<ImportButton />}
      />
      <PageBody>{children}</PageBody>
    </>
  );
}

export function ImportButton() {
  return (
    <Button variant="filled" component={Link} to="/data/import" leftSection={<PlusIcon size={14} />}>
      Import a file
    </Button>
  );
}
