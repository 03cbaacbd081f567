import { Button, SegmentedControl } from '@mantine/core';
import { Link, useNavigate } from '@tanstack/react-router';
import { useEffect, useRef, type ReactNode } from 'react';
import { PageBar, PageBody, PlusIcon } from '../../design';

const tabs = [
  { value: '/data', label: 'Sources' },
  { value: '/data/catalogue', label: 'Catalogue' },
  { value: '/data/touchpoints', label: 'Touchpoints' },
  { value: '/data/plan', label: 'Plan' },
  { value: '/data/quality', label: 'Quality' },
  { value: '/data/imports', label: 'Imports' },
  { value: '/data/events', label: 'Events' },
  { value: '/data/sql', label: 'SQL' },
] as const;

export type DataTab = (typeof tabs)[number]['value'];

interface DataFrameProps {
  tab: DataTab;
  /** In place of the button that imports a file. */
  actions?: ReactNode;
  children: ReactNode;
}

/** What the parts of Data share. */
export function DataFrame({ tab, actions = <ImportButton />, children }: DataFrameProps) {
  const navigate = useNavigate();
  const parts = useRef<HTMLDivElement>(null);
  // On a phone the row of parts is wider than the screen.
  useEffect(() => {
    parts.current?.querySelector('[data-active]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [tab]);
  return (
    <>
      <PageBar
        title="Data"
        tabs={
          <SegmentedControl
            ref={parts}
            aria-label="Part of the data"
            data={[...tabs]}
            value={tab}
            onChange={(to) => void navigate({ to: to as DataTab })}
          />
        }
        actions={actions}
      />
      <PageBody>{children}</PageBody>
    </>
  );
}

export function ImportButton({ variant = 'filled' }: { variant?: 'filled' | 'default' }) {
  return (
    <Button variant={variant} component={Link} to="/data/import" leftSection={<PlusIcon size={14} />}>
      Import a file
    </Button>
  );
}
