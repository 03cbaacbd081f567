import { Button, Drawer } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation } from '@tanstack/react-query';
import { asProblem, usePeople, type QueryDocument } from '../api';
import { plural } from '../design/format';
import { DownloadIcon } from '../design/icons';
import { More } from '../design/more';
import { EmptyState, ErrorState, RowsSkeleton } from '../design/states';
import { Tag } from '../design/tag';
import classes from './people_panel.module.css';
import { exportPeople, saveText } from './people_export';
import { PersonList } from './person_list';

interface PeoplePanelProps {
  document: QueryDocument;
  of: string;
  title?: string;
  onClose: () => void;
}

/** The people behind one number. */
export default function PeoplePanel({ document, of, title, onClose }: PeoplePanelProps) {
  const list = usePeople(document, of);
  const total = list.data?.pages[0]?.count;
  const people = list.data?.pages.flatMap((page) => page.people) ?? [];
  const save = useMutation({
    mutationFn: () => exportPeople(document, of),
    onSuccess: (csv) => saveText('people.csv', 'text/csv', csv),
    onError: (error) =>
      notifications.show({ title: 'The list was not exported', message: asProblem(error).message }),
  });
  return (
    <Drawer.Root opened onClose={onClose} position="right" size={380} classNames={{ content: classes.panel }}>
      <Drawer.Overlay backgroundOpacity={0.12} />
      <Drawer.Content>
        <Drawer.Header className={classes.head}>
          <Drawer.Title className={classes.title}>
            {total === undefined ? 'People' : plural(total, 'person', 'people')}
            {title !== undefined && <Tag tone="accent">{title}</Tag>}
          </Drawer.Title>
          <Drawer.CloseButton aria-label="Close" />
        </Drawer.Header>
        <Drawer.Body p={0}>
          {list.isPending && <RowsSkeleton rows={10} height={32} />}
          {list.isError && <ErrorState error={list.error} onRetry={() => void list.refetch()} />}
          {total === 0 && <EmptyState title="Nobody">No customer is behind this number.</EmptyState>}
          <PersonList people={people} />
          <More
            hasMore={list.hasNextPage}
            loading={list.isFetchingNextPage}
            onMore={() => void list.fetchNextPage()}
          />
        </Drawer.Body>
        {people.length > 0 && (
          <div className={classes.foot}>
            <Button
              leftSection={<DownloadIcon size={14} />}
              loading={save.isPending}
              onClick={() => save.mutate()}
            >
              Export CSV
            </Button>
          </div>
        )}
      </Drawer.Content>
    </Drawer.Root>
  );
}
