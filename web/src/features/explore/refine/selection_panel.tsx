import { Button, CloseButton } from '@mantine/core';
import { usePeople, type QueryDocument } from '../../../api';
import { Card, EmptyState, ErrorState, plural, RowsSkeleton, Tag } from '../../../design';
import { usePeoplePanel } from '../../../people/people_context';
import { PersonList } from '../../../people/person_list';
import type { ExploreDocument } from '../ask/explore_search';
import classes from './refine.module.css';
import type { Selected } from './selected';

interface SelectionPanelProps {
  document: ExploreDocument;
  selected: Selected;
  onClose: () => void;
}

/** As many as are read at a glance; the rest is one click away. */
const peopleShown = 5;

/** Who is behind the selected mark. */
export function SelectionPanel({ document, selected, onClose }: SelectionPanelProps) {
  const panel = usePeoplePanel();
  const list = usePeople(document as QueryDocument, selected.ref);
  const first = list.data?.pages[0];
  return (
    <Card
      flush
      title={first === undefined ? 'People' : plural(first.count, 'person', 'people')}
      aside={
        <span className={classes.tag}>
          <Tag tone="accent">{selected.title}</Tag>
          <CloseButton size="sm" aria-label="Close the selection" onClick={onClose} />
        </span>
      }
    >
      {list.isPending && <RowsSkeleton rows={peopleShown} height={34} />}
      {list.isError && <ErrorState error={list.error} onRetry={() => void list.refetch()} />}
      {first?.count === 0 && <EmptyState title="Nobody">No customer is behind this mark.</EmptyState>}
      <PersonList people={first?.people.slice(0, peopleShown) ?? []} />
      {first !== undefined && first.count > peopleShown && (
        <div className={classes.all}>
          <Button
            variant="subtle"
            size="compact-sm"
            onClick={() => panel.open(document as QueryDocument, selected.ref, selected.title)}
          >
            All {plural(first.count, 'person', 'people')}
          </Button>
        </div>
      )}
    </Card>
  );
}
