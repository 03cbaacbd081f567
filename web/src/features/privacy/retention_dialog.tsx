import { Button, Modal, NumberInput, SegmentedControl, Select, TagsInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { asProblem, useChangeRetentionRules, useSources, type KeptRetentionRules, type RetentionRule } from '../../api';
import { saved } from '../../shell/toast';
import { freeRuleId } from './retention_words';
import classes from './privacy.module.css';

interface RetentionDialogProps {
  kept: KeptRetentionRules;
  /** null: a new one. */
  rule: RetentionRule | null;
  onClose: () => void;
}

export function RetentionDialog({ kept, rule, onClose }: RetentionDialogProps) {
  const [draft, setDraft] = useState<RetentionRule>(rule ?? { id: freeRuleId(kept.rules.map(({ id }) => id)), events: [], kinds: [], source: null, days: 365, action: 'delete' });
  const sources = useSources().data ?? [];
  const change = useChangeRetentionRules();
  const problem = change.error === null ? null : asProblem(change.error);
  const set = (part: Partial<RetentionRule>) => setDraft({ ...draft, ...part });
  const write = (rules: RetentionRule[], sentence: string) =>
    change.mutate(
      { rules, etag: kept.etag },
      {
        onSuccess: () => {
          saved(sentence);
          onClose();
        },
      },
    );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    write(rule ? kept.rules.map((one) => (one.id === rule.id ? draft : one)) : [...kept.rules, draft], 'The rule was saved. It is followed by the next run.');
  };
  return (
    <Modal opened onClose={onClose} title={rule ? 'Change the rule' : 'A new rule'}>
      <form className={classes.form} onSubmit={submit}>
        <TagsInput label="Events" description="Names; * stands for any characters" value={draft.events} onChange={(events) => set({ events })} required data-autofocus />
        <Select label="Source" placeholder="All" data={[...new Set(sources.map(({ name }) => name))]} value={draft.source} onChange={(source) => set({ source })} clearable searchable />
        <NumberInput label="Kept for" suffix=" days" min={1} max={36500} allowDecimal={false} value={draft.days} onChange={(value) => set({ days: Number(value) || 0 })} />
        <SegmentedControl
          aria-label="What is done then"
          data={[
            { value: 'delete', label: 'Delete' },
            { value: 'pseudonymise', label: 'Take out who it was' },
          ]}
          value={draft.action}
          onChange={(value) => set({ action: value as RetentionRule['action'] })}
        />
        {problem && (
          <p className={classes.problem} role="alert">
            {problem.message} {problem.hint}
          </p>
        )}
        <div className={classes.foot}>
          {rule && (
            <Button color="pain" variant="subtle" onClick={() => write(kept.rules.filter(({ id }) => id !== rule.id), 'The rule was removed.')} loading={change.isPending}>
              Remove
            </Button>
          )}
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="filled" disabled={draft.events.length === 0 || draft.days < 1} loading={change.isPending}>
            Save
          </Button>
        </div>
      </form>
    </Modal>
  );
}
