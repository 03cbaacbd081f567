import { Button, Select } from '@mantine/core';
import { useMakeSourceKey, useSourceKeys, type Source } from '../../../api';
import { Card, CodeBlock, EmptyState, ErrorState, RowsSkeleton } from '../../../design';
import { failed } from '../../../shell/toast';
import { FirstEvent } from './first_event';
import { KeysCard, shownKey } from './keys_card';
import { sdkFor, sdks } from './snippets';
import classes from './sources.module.css';
import type { LiveSource } from './use_live_source';

interface InstallTabProps {
  source: Source;
  live: LiveSource;
  sdk: string | undefined;
  onSdk: (id: string) => void;
  onLive: () => void;
}

/** What to paste where, with the address and the key in it. */
export function InstallTab({ source, live, sdk: asked, onSdk, onLive }: InstallTabProps) {
  const keys = useSourceKeys(source.id);
  const make = useMakeSourceKey(source.id);
  const key = shownKey(keys.data);
  const sdk = sdkFor(source.kind === 'browser' ? 'browser' : 'sdk', asked);
  return (
    <div className={classes.columns}>
      <Card
        title="Install"
        aside={
          <Select
            aria-label="What sends the events"
            size="xs"
            data={sdks.map(({ id, name }) => ({ value: id, label: name }))}
            value={sdk.id}
            onChange={(value) => value && onSdk(value)}
            allowDeselect={false}
          />
        }
        flush
      >
        {keys.isPending && <RowsSkeleton rows={5} />}
        {keys.isError && <ErrorState error={keys.error} onRetry={() => void keys.refetch()} />}
        {keys.data && key === null && (
          <EmptyState
            title={keys.data.length === 0 ? 'This source has no key yet' : 'No key of this source can be shown'}
            action={
              <Button
                variant="filled"
                loading={make.isPending}
                onClick={() => make.mutate(undefined, { onError: (error) => failed('No key was made', error) })}
              >
                Make a write key
              </Button>
            }
          >
            A write key says which source an event belongs to. It can only write, so it may stand in a page.
          </EmptyState>
        )}
        {key !== null && (
          <div className={classes.install}>
            <p className={classes.note}>{sdk.note}</p>
            {sdk.parts(window.location.origin, key).map(({ title, code }) => (
              <CodeBlock key={title} title={title} code={code} />
            ))}
          </div>
        )}
      </Card>
      <div className={classes.stack}>
        <FirstEvent source={source} live={live} onLive={onLive} />
        <KeysCard id={source.id} />
      </div>
    </div>
  );
}
