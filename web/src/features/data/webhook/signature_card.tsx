import { Button, Collapse, PasswordInput, Select, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { asProblem, useSaveWebhook, type Source, type Webhook, type WebhookPreset } from '../../../api';
import { Card, Tag } from '../../../design';
import { saved } from '../../../shell/toast';
import classes from './webhook.module.css';
import { signatureForm, signatureOf, type SignatureForm } from './webhook_words';

interface SignatureCardProps {
  source: Source;
  webhook: Webhook;
  etag: string;
  /** Knows how its sender signs. */
  preset: WebhookPreset | undefined;
}

const fine: { name: 'signed' | 'signature_field' | 'timestamp_field' | 'timestamp_header'; label: string; description: string }[] = [
  { name: 'signed', label: 'What is signed', description: '{body}, and where the sender does so {timestamp} or {header.NAME}' },
  { name: 'signature_field', label: 'Field of the signature', description: 'Where the header is a list such as t=…,v1=…' },
  { name: 'timestamp_field', label: 'Field of the time', description: 'In the same list' },
  { name: 'timestamp_header', label: 'Header of the time', description: 'Where it stands in a header of its own' },
];

/** How a sender proves that a body is its own. The secret is only ever written. */
export function SignatureCard({ source, webhook, etag, preset }: SignatureCardProps) {
  const save = useSaveWebhook(source.id);
  const [form, setForm] = useState<SignatureForm>(() => signatureForm(webhook.signature));
  const [secret, setSecret] = useState('');
  const [more, setMore] = useState(false);
  const isSet = webhook.signature.secret_set === true;
  const checked = form.scheme === 'hmac';
  const dirty = secret !== '' || JSON.stringify(form) !== JSON.stringify(signatureForm(webhook.signature));
  const missing = checked && !isSet && secret === '';
  const problem = save.error ? asProblem(save.error) : null;
  const errorOf = (field: string) => (problem?.field?.endsWith(field) ? problem.message : undefined);
  const put = (part: Partial<SignatureForm>) => setForm((before) => ({ ...before, ...part }));
  const begun: SignatureForm = {
    ...(webhook.signature.scheme === 'hmac' || !preset ? form : signatureForm(preset.signature)),
    scheme: 'hmac',
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate(
      { draft: { ...webhook, signature: signatureOf(form, secret) }, etag },
      { onSuccess: () => saved(checked ? 'Bodies with a wrong signature are refused from now on.' : 'Signatures are no longer checked.') },
    );
  };
  const said = problem && !['header', 'algorithm', 'encoding', 'prefix', 'secret', ...fine.map(({ name }) => name)].some((name) => errorOf(name));
  return (
    <Card title="Signature" aside={checked ? <Tag tone={isSet ? 'good' : 'warn'}>{isSet ? 'secret is set' : 'secret is missing'}</Tag> : 'not checked'}>
      <form className={classes.form} onSubmit={submit}>
        <Select
          label="Check"
          data={[
            { value: 'none', label: 'None: whoever knows the address can send' },
            { value: 'hmac', label: 'HMAC in a header' },
          ]}
          value={form.scheme}
          onChange={(value) => (value === 'hmac' ? setForm(begun) : put({ scheme: 'none' }))}
          allowDeselect={false}
        />
        {!checked && preset?.signature.scheme === 'hmac' && (
          <p className={classes.advice}>
            {preset.name} signs what it sends. With its secret, Wend can refuse everything that somebody else sends.{' '}
            <button type="button" className={classes.place} onClick={() => setForm(begun)}>
              Check its signature
            </button>
          </p>
        )}
        {checked && (
          <>
            <PasswordInput
              label="Secret"
              description={isSet ? 'One is set. It cannot be read again; a new one takes its place.' : 'From the sender. It cannot be read again here.'}
              placeholder={isSet ? 'Leave empty to keep it' : undefined}
              autoComplete="off"
              value={secret}
              onChange={(event) => setSecret(event.currentTarget.value)}
              error={errorOf('secret')}
            />
            <div className={classes.pair}>
              <TextInput label="Header" value={form.header} onChange={(event) => put({ header: event.currentTarget.value })} error={errorOf('.header')} />
              <TextInput label="Before the signature" placeholder="such as sha256=" value={form.prefix} onChange={(event) => put({ prefix: event.currentTarget.value })} error={errorOf('prefix')} />
              <Select label="Hash" data={['sha1', 'sha256', 'sha512']} value={form.algorithm} onChange={(value) => value && put({ algorithm: value })} allowDeselect={false} />
              <Select label="Written as" data={['hex', 'base64']} value={form.encoding} onChange={(value) => value && put({ encoding: value })} allowDeselect={false} />
            </div>
            <div>
              <Button variant="subtle" aria-expanded={more} onClick={() => setMore((before) => !before)}>
                {more ? 'Less' : 'What is signed, and the time'}
              </Button>
            </div>
            <Collapse expanded={more}>
              <div className={classes.pair}>
                {fine.map(({ name, label, description }) => (
                  <TextInput
                    key={name}
                    label={label}
                    description={description}
                    value={form[name]}
                    onChange={(event) => put({ [name]: event.currentTarget.value })}
                    error={errorOf(name)}
                  />
                ))}
              </div>
            </Collapse>
          </>
        )}
        {said && (
          <p role="alert" className={classes.refused}>
            {problem.message} {problem.hint}
          </p>
        )}
        <div>
          <Button type="submit" variant="filled" disabled={!dirty || missing} loading={save.isPending}>
            Save
          </Button>
        </div>
      </form>
    </Card>
  );
}
