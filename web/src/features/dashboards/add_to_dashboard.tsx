import { Button, Popover } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { asProblem, useChangeDashboard, useCreateDashboard, useDashboards, type QueryDocument } from '../../api';
import { fetchDashboard } from '../../api/dashboards';
import { PickList, plural } from '../../design';
import { added, freshId } from './grid';

interface AddToDashboardProps {
  title: string;
  document: QueryDocument;
  /** The saved question, when it is just that. */
  question: string | undefined;
}

const fresh = ' new';

/** Puts the question on the screen into a dashboard, or a new one. */
export function AddToDashboard({ title, document, question }: AddToDashboardProps) {
  const [opened, setOpened] = useState(false);
  const list = useDashboards().data ?? [];
  const create = useCreateDashboard();
  const change = useChangeDashboard();
  const navigate = useNavigate();
  const tile = (id: string) => ({ id, title, ...(question ? { question } : { query: document }) });
  const add = async (id: string) => {
    try {
      if (id === fresh) {
        const made = await create.mutateAsync({ name: 'New dashboard', description: '', tiles: added([], tile('t1')) });
        void navigate({ to: '/dashboards/$id', params: { id: made.id } });
        return;
      }
      const { dashboard, etag } = await fetchDashboard(id);
      const { name, description, tiles } = dashboard;
      await change.mutateAsync({ id, etag, draft: { name, description, tiles: added(tiles, tile(freshId(tiles))) } });
      notifications.show({ title: `Added to “${name}”`, message: 'It stands below the other tiles.' });
    } catch (error) {
      notifications.show({ title: 'It was not added', message: asProblem(error).message });
    }
  };
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-end" width={280} trapFocus returnFocus>
      <Popover.Target>
        <Button onClick={() => setOpened(!opened)} aria-haspopup="dialog">
          Add to dashboard
        </Button>
      </Popover.Target>
      <Popover.Dropdown p={8} aria-label="Dashboards">
        <PickList
          placeholder="Find a dashboard"
          options={[
            ...list.map(({ id, name, tiles }) => ({ value: id, label: name, detail: plural(tiles.length, 'tile') })),
            { value: fresh, label: 'A new dashboard' },
          ]}
          onPick={(id) => {
            setOpened(false);
            void add(id);
          }}
          foot={
            <Button component={Link} to="/dashboards" variant="subtle" mt={6}>
              All dashboards
            </Button>
          }
        />
      </Popover.Dropdown>
    </Popover>
  );
}
