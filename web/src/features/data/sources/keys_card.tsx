import { Button, Text } from '@mantine/core';
import { modals } from '@mantine/modals';
import { useMakeSourceKey, useRevokeSourceKey, useSourceKeys, type SourceKey } from '../../../api';
import { Card, CopyButton, day, EmptyState, ErrorState, RowsSkeleton, Tag } from '../../../design';
import { failed, saved } from '../../../shell/toast';
import classes from './sources.module.css';

/** The newest key that still works and can be shown. */
export function shownKey(keys: SourceKey[] | undefined): string | null {
  const usable = (keys ?? []).filter(({ key, revoked_at }) => key !== null && revoked_at === null);
  usable.sort((a, b) => Date.parse(b.created_at) - Date.parse(a.created_at));
  return usable[0]?.key ?? null;
}

/** The write keys of a source: copy, make another, revoke. */
export function KeysCard({ id }: { id: string }) {
  const keys = useSourceKeys(id);
  const make = useMakeSourceKey(id);
  const revoke = useRevokeSourceKey(id);
  const working = keys.data?.filter(({ revoked_at }) => revoked_at === null) ?? [];
  const revoked = keys.data?.filter(({ revoked_at }) => revoked_at !== null) ?? [];
  const add = () =>
    make.mutate(undefined, {
      onSuccess: () => saved('A new write key is ready. The others go on working.'),
      onError: (error) => failed('No key was made', error),
    });
  const askRevoke = (key: SourceKey) =>
    modals.openConfirmModal({
      title: 'Revoke this write key?',
      children: (
        <Text size="sm">
          Everything that sends with {key.key ? <code className={classes.key}>{key.key}</code> : 'it'} is refused from now on.
          {working.length === 1 && ' It is the only key of this source.'} A revoked key cannot be taken back.
        </Text>
      ),
      labels: { confirm: 'Revoke the key', cancel: 'Keep it' },
      confirmProps: { variant: 'filled', color: 'pain' },
      onConfirm: () =>
        revoke.mutate(key.id, {
          onSuccess: () => saved('The key is revoked.'),
          onError: (error) => failed('The key still works', error),
        }),
    });
  return (
    <Card
      title="Write keys"
      aside={
        <Button variant="subtle" onClick={add} loading={make.isPending}>
          Make another
        </Button>
      }
      flush
    >
      {keys.isPending && <RowsSkeleton rows={2} />}
      {keys.isError && <ErrorState error={keys.error} onRetry={() => void keys.refetch()} />}
      {keys.data?.length === 0 && (
        <EmptyState title="There is no key yet">Make one, and the lines to paste have it in them.</EmptyState>
      )}
      <ul className={classes.keys}>
        {working.map((key) => (
          <li key={key.id}>
            <code className={classes.key}>{key.key ?? 'made before keys could be shown'}</code>
            <div className={classes.keyFoot}>
              <span className={classes.kind}>made {day(key.created_at)}</span>
              {key.key !== null && <CopyButton text={key.key} what="the write key" />}
              <Button variant="subtle" color="pain" onClick={() => askRevoke(key)}>
                Revoke
              </Button>
            </div>
          </li>
        ))}
        {revoked.map((key) => (
          <li key={key.id}>
            <code className={classes.gone}>{key.key ?? 'an older key'}</code>
            <div className={classes.keyFoot}>
              <Tag>revoked {day(key.revoked_at)}</Tag>
            </div>
          </li>
        ))}
      </ul>
    </Card>
  );
}
