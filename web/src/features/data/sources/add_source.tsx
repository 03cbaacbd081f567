import { Button, Group, Modal, PasswordInput, Select, Stack, TextInput } from '@mantine/core';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';
import {
  asProblem,
  makeSourceKey,
  saveWebhook,
  useCreateSource,
  useWebhookPresets,
  type SourceKind,
  type WebhookPreset,
} from '../../../api';
import { failed } from '../../../shell/toast';
import { presetSignature } from '../webhook/webhook_words';
import { sdks } from './snippets';
import { freeName } from './source_words';
import classes from './sources.module.css';
import type { AddKind } from './sources_search';

const kinds: { kind: Exclude<AddKind, 'choose'>; title: string; text: string }[] = [
  { kind: 'browser', title: 'Website', text: 'One line in your pages. Pages, clicks, forms and errors come by themselves.' },
  { kind: 'sdk', title: 'An SDK you use already', text: 'Segment, RudderStack, PostHog, Snowplow, CloudEvents: only the address and the key change.' },
  { kind: 'webhook', title: 'Webhook', text: 'Another system sends its own JSON, and a mapping turns it into events.' },
];

interface AddSourceProps {
  at: AddKind;
  taken: string[];
  onKind: (kind: AddKind) => void;
  onClose: () => void;
}

/** First what kind of source, then its name; after that its page says how to install it. */
export function AddSource({ at, taken, onKind, onClose }: AddSourceProps) {
  const title = kinds.find(({ kind }) => kind === at)?.title;
  return (
    <Modal opened onClose={onClose} title={title ? `Add a source: ${title.toLowerCase()}` : 'Add a source'} centered size={520}>
      {at === 'choose' ? (
        <div className={classes.kinds}>
          {kinds.map(({ kind, title: name, text }, index) => (
            <button key={kind} type="button" className={classes.choice} onClick={() => onKind(kind)} data-autofocus={index === 0 || undefined}>
              <b>{name}</b>
              <span>{text}</span>
            </button>
          ))}
          <Link to="/data/import" className={classes.choice}>
            <b>File</b>
            <span>CSV, JSON lines, Parquet or XES, with a guess of what its columns mean.</span>
          </Link>
        </div>
      ) : (
        <NameForm key={at} kind={at} taken={taken} onBack={() => onKind('choose')} />
      )}
    </Modal>
  );
}

const noPreset = '';

function NameForm({ kind, taken, onBack }: { kind: Exclude<AddKind, 'choose'>; taken: string[]; onBack: () => void }) {
  const navigate = useNavigate();
  const create = useCreateSource();
  const presets = useWebhookPresets(kind === 'webhook');
  const ways = sdks.filter((sdk) => sdk.kind === 'sdk');
  const [sdk, setSdk] = useState(ways[0]?.id ?? '');
  const [preset, setPreset] = useState(noPreset);
  const [secret, setSecret] = useState('');
  const chosen = presets.data?.find(({ id }) => id === preset);
  const proposed = {
    browser: 'Website',
    sdk: ways.find(({ id }) => id === sdk)?.name ?? 'SDK',
    webhook: chosen?.name ?? 'Webhook',
  }[kind];
  const [own, setOwn] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const name = own ?? freeName(proposed, taken);
  const problem = create.error ? asProblem(create.error) : null;
  const clash = taken.some((one) => one.toLowerCase() === name.trim().toLowerCase());

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (clash || name.trim() === '') return;
    setBusy(true);
    try {
      const source = await create.mutateAsync({ name: name.trim(), kind });
      await prepare(source.id, kind, chosen, secret);
      await navigate({
        to: '/data/sources/$id',
        params: { id: source.id },
        search: kind === 'webhook' ? { tab: 'setup' } : { tab: 'install', ...(kind === 'sdk' ? { sdk } : {}) },
      });
    } catch {
      // Said beside the name.
    } finally {
      setBusy(false);
    }
  };

  return (
    <form onSubmit={(event) => void submit(event)}>
      <Stack gap={14}>
        {kind === 'sdk' && (
          <Select
            label="SDK"
            data={ways.map(({ id, name: label }) => ({ value: id, label }))}
            value={sdk}
            onChange={(value) => value && setSdk(value)}
            allowDeselect={false}
            data-autofocus
          />
        )}
        {kind === 'webhook' && (
          <Select
            label="Sender"
            description="Brings a mapping, which can be changed later"
            data={[
              { value: noPreset, label: 'Another system' },
              ...(presets.data ?? []).map(({ id, name: label }) => ({ value: id, label })),
            ]}
            value={preset}
            onChange={(value) => setPreset(value ?? noPreset)}
            allowDeselect={false}
            error={presets.isError ? asProblem(presets.error).message : undefined}
            data-autofocus
          />
        )}
        {chosen?.signature.scheme === 'hmac' && (
          <PasswordInput
            label="Signing secret"
            description={`From the settings of ${chosen.name}. It may be given later; until then signatures are not checked.`}
            autoComplete="off"
            value={secret}
            onChange={(event) => setSecret(event.currentTarget.value)}
          />
        )}
        <TextInput
          label="Name"
          description="Stands wherever events are told apart by where they come from"
          value={name}
          onChange={(event) => setOwn(event.currentTarget.value)}
          required
          withAsterisk={false}
          error={
            clash
              ? 'There is a source of this name.'
              : problem && [problem.message, problem.hint].filter(Boolean).join(' ')
          }
          data-autofocus={kind === 'browser' || undefined}
        />
        <Group justify="space-between" gap={8}>
          <Button variant="subtle" onClick={onBack}>
            Another kind
          </Button>
          <Button variant="filled" type="submit" loading={busy} disabled={clash || name.trim() === ''}>
            Add the source
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** A key, and for a webhook what its preset says. The source stands also where this fails. */
async function prepare(id: string, kind: SourceKind, preset: WebhookPreset | undefined, secret: string): Promise<void> {
  try {
    await makeSourceKey(id);
    if (kind === 'webhook' && preset) {
      await saveWebhook(id, { preset: preset.id, mapping: preset.mapping, signature: presetSignature(preset.signature, secret, false) });
    }
  } catch (error) {
    failed('The source is added, but not ready yet', error);
  }
}
