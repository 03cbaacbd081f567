import { Button, Modal, SegmentedControl, Select, TagsInput, Textarea, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { asProblem, useChangePurposes, type KeptPurposes, type LawfulBasis, type Purpose, type WithoutConsent } from '../../api';
import { saved } from '../../shell/toast';
import { basisWords, fateWords, idFor, newPurpose } from './consent_words';
import classes from './privacy.module.css';

interface PurposeDialogProps {
  kept: KeptPurposes;
  /** null: a new one. */
  purpose: Purpose | null;
  onClose: () => void;
}

const options = (words: Record<string, string>) => Object.entries(words).map(([value, label]) => ({ value, label }));

export function PurposeDialog({ kept, purpose, onClose }: PurposeDialogProps) {
  const [draft, setDraft] = useState(purpose ?? newPurpose);
  const change = useChangePurposes();
  const problem = change.error === null ? null : asProblem(change.error);
  const set = (part: Partial<Purpose>) => setDraft({ ...draft, ...part });
  const ingest = draft.required_at_ingest;
  const write = (purposes: Purpose[], sentence: string) =>
    change.mutate(
      { purposes, etag: kept.etag },
      {
        onSuccess: () => {
          saved(sentence);
          onClose();
        },
      },
    );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const now = purpose ? draft : { ...draft, id: idFor(draft.name, kept.purposes.flatMap(({ id, aliases }) => [id, ...aliases]).concat(draft.aliases)) };
    const purposes = purpose ? kept.purposes.map((one) => (one.id === purpose.id ? now : one)) : [...kept.purposes, now];
    write(purposes, `${now.name} was saved.`);
  };
  return (
    <Modal opened onClose={onClose} title={purpose ? purpose.name : 'A new purpose'} size="lg">
      <form className={classes.form} onSubmit={submit}>
        <TextInput label="Name" value={draft.name} onChange={(event) => set({ name: event.currentTarget.value })} maxLength={200} required data-autofocus />
        <Textarea label="What it means to people" value={draft.description} onChange={(event) => set({ description: event.currentTarget.value })} autosize minRows={2} />
        <Select
          label="Lawful basis"
          description="Art. 6(1) of the GDPR"
          data={options(basisWords)}
          value={draft.lawful_basis}
          onChange={(value) => value && set({ lawful_basis: value as LawfulBasis })}
          allowDeselect={false}
        />
        <TagsInput label="Channels" description="None: all of them" data={['email', 'sms', 'push', 'phone', 'mail', 'web', 'app']} value={draft.channels} onChange={(channels) => set({ channels })} />
        <TagsInput label="Also called" description="What your consent platform calls it, such as C0004 or Advertising" value={draft.aliases} onChange={(aliases) => set({ aliases })} />
        <div>
          <p className={classes.label} id="unasked">
            Who said nothing
          </p>
          <SegmentedControl
            aria-labelledby="unasked"
            data={[
              { value: 'opt_in', label: 'does not agree' },
              { value: 'opt_out', label: 'is taken to agree' },
            ]}
            value={draft.default}
            onChange={(value) => set({ default: value as Purpose['default'] })}
          />
        </div>
        <TagsInput
          label="Events collected for it"
          description="Names; * stands for any characters. None: no event waits for consent"
          value={ingest?.events ?? []}
          onChange={(events) => set({ required_at_ingest: events.length === 0 ? null : { events, kinds: ingest?.kinds ?? [], otherwise: ingest?.otherwise ?? 'drop' } })}
        />
        {ingest !== null && (
          <Select
            label="Without consent"
            data={options(fateWords)}
            value={ingest.otherwise}
            onChange={(value) => value && set({ required_at_ingest: { ...ingest, otherwise: value as WithoutConsent } })}
            allowDeselect={false}
          />
        )}
        {problem && (
          <p className={classes.problem} role="alert">
            {problem.message} {problem.hint}
          </p>
        )}
        <div className={classes.foot}>
          {purpose && (
            <Button color="pain" variant="subtle" onClick={() => write(kept.purposes.filter(({ id }) => id !== purpose.id), `${purpose.name} was removed. What people said stays.`)} loading={change.isPending}>
              Remove
            </Button>
          )}
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="filled" disabled={draft.name.trim() === ''} loading={change.isPending}>
            Save
          </Button>
        </div>
      </form>
    </Modal>
  );
}
