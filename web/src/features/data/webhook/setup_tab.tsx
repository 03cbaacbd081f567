import { Button, Select } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useSaveWebhook, useSourceKeys, useWebhook, useWebhookPresets, type Source, type Webhook, type WebhookDraft } from '../../../api';
import { Card, CodeBlock, EmptyState, ErrorState, RowsSkeleton } from '../../../design';
import { failed, savedWithUndo } from '../../../shell/toast';
import { FirstEvent } from '../sources/first_event';
import { KeysCard, shownKey } from '../sources/keys_card';
import { hookAddress } from '../sources/source_words';
import sourceClasses from '../sources/sources.module.css';
import type { LiveSource } from '../sources/use_live_source';
import { SignatureCard } from './signature_card';
import classes from './webhook.module.css';
import { keptSignature, presetSignature } from './webhook_words';

interface SetupTabProps {
  source: Source;
  live: LiveSource;
  onLive: () => void;
}

const noPreset = '';

/** Who sends, where to, and how the sender proves who it is. */
export function SetupTab({ source, live, onLive }: SetupTabProps) {
  const webhook = useWebhook(source.id);
  const presets = useWebhookPresets();
  return (
    <div className={sourceClasses.columns}>
      <div className={classes.stack}>
        {webhook.isError && !webhook.data && (
          <Card>
            <ErrorState error={webhook.error} onRetry={() => void webhook.refetch()} />
          </Card>
        )}
        {webhook.isPending && (
          <Card flush>
            <RowsSkeleton rows={6} />
          </Card>
        )}
        {webhook.data && (
          <>
            <SenderCard source={source} webhook={webhook.data.webhook} etag={webhook.data.etag} />
            <SignatureCard
              key={webhook.data.etag}
              source={source}
              webhook={webhook.data.webhook}
              etag={webhook.data.etag}
              preset={presets.data?.find(({ id }) => id === webhook.data.webhook.preset)}
            />
          </>
        )}
      </div>
      <div className={classes.stack}>
        <FirstEvent source={source} live={live} onLive={onLive} />
        <KeysCard id={source.id} />
      </div>
    </div>
  );
}

function SenderCard({ source, webhook, etag }: { source: Source; webhook: Webhook; etag: string }) {
  const presets = useWebhookPresets();
  const keys = useSourceKeys(source.id);
  const save = useSaveWebhook(source.id);
  const key = shownKey(keys.data);
  const preset = presets.data?.find(({ id }) => id === webhook.preset);
  const write = (draft: WebhookDraft, said?: string) =>
    save.mutate(
      { draft, etag },
      {
        onSuccess: () => said && savedWithUndo(said, () => undo.mutate({ draft: before })),
        onError: (error) => failed('The webhook is unchanged', error),
      },
    );
  const undo = useSaveWebhook(source.id);
  const before: WebhookDraft = { ...webhook, signature: keptSignature(webhook.signature) };
  const choose = (id: string) => {
    const chosen = presets.data?.find((one) => one.id === id);
    if (chosen) {
      write(
        { preset: chosen.id, mapping: chosen.mapping, signature: presetSignature(chosen.signature, '', webhook.signature.secret_set === true) },
        `The mapping is now that of ${chosen.name}.`,
      );
    } else {
      write({ ...before, preset: null }, 'The webhook has its own mapping now.');
    }
  };
  return (
    <Card
      title="Sender"
      aside={
        <Select
          aria-label="Sender"
          size="xs"
          data={[
            { value: noPreset, label: 'Another system' },
            ...(presets.data ?? []).map(({ id, name }) => ({ value: id, label: name })),
          ]}
          value={webhook.preset ?? noPreset}
          onChange={(value) => choose(value ?? noPreset)}
          allowDeselect={false}
          disabled={presets.data === undefined || save.isPending}
        />
      }
    >
      <div className={classes.stack}>
        <p className={classes.setup}>
          {preset?.setup ??
            'Give the sender this address. It takes every JSON or form body sent to it with POST; the mapping says what becomes of it.'}
        </p>
        {keys.isPending && <RowsSkeleton rows={1} />}
        {keys.isError && <ErrorState error={keys.error} onRetry={() => void keys.refetch()} />}
        {keys.data && key === null && (
          <EmptyState title="No key of this source can be shown">Make one under Write keys; the address has it in it.</EmptyState>
        )}
        {key !== null && <CodeBlock title="Address" code={hookAddress(window.location.origin, key)} />}
        <div>
          <Button component={Link} {...({ to: '/data/sources/$id', params: { id: source.id }, search: { tab: 'mapping' } } as object)}>
            {preset ? 'Look at the mapping' : 'Write the mapping'}
          </Button>
        </div>
      </div>
    </Card>
  );
}
