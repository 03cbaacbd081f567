import { Button, Drawer } from '@mantine/core';
import { useState } from 'react';
import { useReplay, useUnmapped, type Source, type UnmappedInput } from '../../../api';
import { Card, CodeBlock, dayAndClock, DataTable, EmptyState, ErrorState, More, relative, type Column } from '../../../design';
import { failed } from '../../../shell/toast';
import dataClasses from '../data.module.css';
import { prettyJson } from '../sources/live_list';
import { exampleOf, keepExample } from './example_store';
import { headerLines } from './json_text';
import classes from './webhook.module.css';
import { keptSentence, replaySentence } from './webhook_words';

interface UnmappedTabProps {
  source: Source;
  /** The position of the input whose body is open. */
  open: string | undefined;
  onOpen: (position: string | undefined) => void;
  onMapping: () => void;
}

const columns: Column<UnmappedInput>[] = [
  {
    key: 'received',
    header: 'Received',
    width: 130,
    render: (row) => (
      <time dateTime={row.received_at} title={dayAndClock(row.received_at)}>
        {relative(row.received_at)}
      </time>
    ),
  },
  { key: 'reason', header: 'Why nothing came of it', render: (row) => row.reason },
  { key: 'body', header: 'Body', wideOnly: true, render: (row) => <code className={classes.start}>{row.body.slice(0, 90)}</code> },
];

/** What arrived and fits no rule: kept, to become the next example and to be replayed. */
export function UnmappedTab({ source, open, onOpen, onMapping }: UnmappedTabProps) {
  const inputs = useUnmapped(source.id);
  const replay = useReplay(source.id);
  const [said, setSaid] = useState<string | null>(null);
  const rows = inputs.data?.pages.flatMap(({ items }) => items) ?? [];
  const total = inputs.data?.pages[0]?.total ?? rows.length;
  const opened = rows.find(({ position }) => String(position) === open);
  const start = () =>
    replay.mutate(undefined, {
      onSuccess: (result) => setSaid(replaySentence(result)),
      onError: (error) => failed('Nothing was replayed', error),
    });
  const use = (input: UnmappedInput) => {
    keepExample(source.id, exampleOf(input));
    onMapping();
  };
  return (
    <Card
      title="Unmapped input"
      aside={
        <>
          {inputs.data && keptSentence(total)}
          <Button onClick={start} loading={replay.isPending} disabled={total === 0}>
            Replay all
          </Button>
        </>
      }
      flush
    >
      {said && (
        <p className={classes.said} role="status">
          {said}
        </p>
      )}
      {inputs.isError && rows.length === 0 ? (
        <ErrorState error={inputs.error} onRetry={() => void inputs.refetch()} />
      ) : (
        <DataTable
          label="Unmapped input"
          columns={columns}
          rows={rows}
          rowKey={(row) => String(row.position)}
          onOpen={(row) => onOpen(String(row.position))}
          loading={inputs.isPending}
          empty={
            <EmptyState title="Everything that arrived was mapped" action={<Button onClick={onMapping}>Look at the mapping</Button>}>
              What fits no rule of the mapping is kept here, and can be replayed once a rule is added for it.
            </EmptyState>
          }
          foot={<More hasMore={inputs.hasNextPage} loading={inputs.isFetchingNextPage} onMore={() => void inputs.fetchNextPage()} />}
        />
      )}
      {opened && (
        <Drawer
          opened
          onClose={() => onOpen(undefined)}
          position="right"
          size={560}
          title={`Received ${dayAndClock(opened.received_at)}`}
          overlayProps={{ backgroundOpacity: 0.12 }}
          classNames={{ content: dataClasses.panel, title: dataClasses.panelTitle, header: dataClasses.panelHead }}
        >
          <div className={classes.input}>
            <p>{opened.reason}</p>
            <div>
              <Button variant="filled" onClick={() => use(opened)}>
                Use as example
              </Button>
            </div>
            <CodeBlock title="Headers" code={headerLines(opened.headers)} />
            <CodeBlock title="Body" code={prettyJson(opened.body)} tall />
          </div>
        </Drawer>
      )}
    </Card>
  );
}
