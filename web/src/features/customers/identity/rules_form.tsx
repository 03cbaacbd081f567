import { ActionIcon, Button, Checkbox, NumberInput, Select, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { asProblem, useChangeIdentityRules, type IdentityRules } from '../../../api';
import { Card } from '../../../design';
import { saved as say, savedWithUndo } from '../../../shell/toast';
import classes from './rules.module.css';
import { moved, withoutEntry } from './rules_edits';

interface RulesFormProps {
  saved: IdentityRules;
  etag: string;
  onAgain: () => void;
}

/** All rules at once: a change joins every customer anew, so it is saved when it is whole. */
export function RulesForm({ saved, etag, onAgain }: RulesFormProps) {
  const [edited, setRules] = useState<IdentityRules | null>(null);
  const rules = edited ?? saved;
  const change = useChangeIdentityRules();
  const put = (part: Partial<IdentityRules>) => setRules({ ...rules, ...part });
  const dirty = JSON.stringify(rules) !== JSON.stringify(saved);
  const problem = change.error ? asProblem(change.error) : null;
  const save = () =>
    change.mutate(
      { rules: { ...rules, blocked_values: rules.blocked_values.filter((value) => value.trim() !== '') }, etag },
      {
        onSuccess: (now) => {
          setRules(null);
          savedWithUndo('All customers are joined by the new rules.', () =>
            change.mutate({ rules: saved, etag: now.etag }, { onSuccess: () => say('The rules of before hold again.') }),
          );
        },
      },
    );
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <Card title="Namespaces" aside="strongest first">
        <p className={classes.hint}>
          Where two links cannot both hold, the one between stronger namespaces does. A limit says how many different values one customer may
          have; 0 is no limit.
        </p>
        <ol className={classes.rows}>
          {rules.namespaces.map((one, place) => (
            <li key={place}>
              <TextInput
                aria-label={`Namespace ${place + 1}`}
                value={one.name}
                onChange={(event) => put({ namespaces: rules.namespaces.with(place, { ...one, name: event.currentTarget.value }) })}
              />
              <NumberInput
                aria-label={`Limit of ${one.name}`}
                className={classes.limit}
                min={0}
                max={1_000_000}
                allowDecimal={false}
                value={one.limit}
                onChange={(value) => put({ namespaces: rules.namespaces.with(place, { ...one, limit: Number(value) || 0 }) })}
              />
              <ActionIcon variant="subtle" aria-label={`Move ${one.name} up`} disabled={place === 0} onClick={() => put({ namespaces: moved(rules.namespaces, place, -1) })}>↑</ActionIcon>
              <ActionIcon variant="subtle" aria-label={`Move ${one.name} down`} disabled={place === rules.namespaces.length - 1} onClick={() => put({ namespaces: moved(rules.namespaces, place, 1) })}>↓</ActionIcon>
              <ActionIcon variant="subtle" aria-label={`Remove ${one.name}`} onClick={() => put({ namespaces: withoutEntry(rules.namespaces, place) })}>×</ActionIcon>
            </li>
          ))}
        </ol>
        <Button variant="subtle" onClick={() => put({ namespaces: [...rules.namespaces, { name: '', limit: 0 }] })}>Add a namespace</Button>
      </Card>
      <Card title="Found in traits and properties">
        <p className={classes.hint}>Which traits of identify calls, and which properties of other events, say who the customer is. Dots reach into objects.</p>
        <ul className={classes.rows}>
          {rules.findings.map((one, place) => {
            const kind = one.property === undefined ? 'trait' : 'property';
            const path = one.property ?? one.trait ?? '';
            const set = (finding: IdentityRules['findings'][number]) => put({ findings: rules.findings.with(place, finding) });
            return (
              <li key={place}>
                <Select
                  aria-label={`Where ${place + 1}`}
                  className={classes.kind}
                  data={['trait', 'property']}
                  value={kind}
                  allowDeselect={false}
                  onChange={(value) => set(value === 'property' ? { property: path, namespace: one.namespace } : { trait: path, namespace: one.namespace })}
                />
                <TextInput
                  aria-label={`Name of the ${kind}`}
                  value={path}
                  onChange={(event) => {
                    const text = event.currentTarget.value;
                    set(kind === 'property' ? { property: text, namespace: one.namespace } : { trait: text, namespace: one.namespace });
                  }}
                />
                <span className={classes.is}>is</span>
                <TextInput aria-label="Namespace" value={one.namespace} onChange={(event) => set({ ...one, namespace: event.currentTarget.value })} />
                <ActionIcon variant="subtle" aria-label={`Remove ${path}`} onClick={() => put({ findings: withoutEntry(rules.findings, place) })}>×</ActionIcon>
              </li>
            );
          })}
        </ul>
        <Button variant="subtle" onClick={() => put({ findings: [...rules.findings, { trait: '', namespace: '' }] })}>Add a trait or property</Button>
      </Card>
      <Card title="Values">
        <div className={classes.stack}>
          <Checkbox label="A user_id that is an e-mail address is that address as well" checked={rules.email_in_user_id} onChange={(event) => put({ email_in_user_id: event.currentTarget.checked })} />
          <Checkbox label="An alias joins two user ids, whatever the limit" checked={rules.alias_joins} onChange={(event) => put({ alias_joins: event.currentTarget.checked })} />
          <TextInput
            className={classes.code}
            label="Calling code"
            description="For phone numbers that do not say their country, such as 49; empty leaves them as they are"
            value={rules.calling_code}
            onChange={(event) => put({ calling_code: event.currentTarget.value })}
          />
          <Textarea
            label="Values that stand for nobody"
            description="One a line, in whatever capitals. Empty values and those of nothing but zeros and dashes do as well"
            autosize
            minRows={4}
            maxRows={14}
            value={rules.blocked_values.join('\n')}
            onChange={(event) => put({ blocked_values: event.currentTarget.value.split('\n') })}
          />
        </div>
      </Card>
      <div className={classes.foot}>
        <Button type="submit" variant="filled" disabled={!dirty} loading={change.isPending}>Save and join anew</Button>
        {dirty && !change.isPending && <Button onClick={() => setRules(null)}>Discard</Button>}
        {problem && (
          <p role="alert" className={classes.problem}>
            {problem.message} {problem.field !== null && <code>{problem.field}</code>} {problem.hint}
            {problem.status === 409 && <Button variant="subtle" onClick={onAgain}>Show theirs</Button>}
          </p>
        )}
      </div>
    </form>
  );
}
