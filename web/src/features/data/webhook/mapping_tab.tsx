import { Button } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useEffect, useMemo, useState } from 'react';
import { asProblem, useSaveWebhook, useTryWebhook, useWebhook, useWebhookPresets, type Source, type Webhook } from '../../../api';
import { Card, ErrorState, RowsSkeleton } from '../../../design';
import { savedWithUndo } from '../../../shell/toast';
import { CodeEditor } from './code_editor';
import { exampleFor, keepDraft, keepExample, keptDraft, type Example } from './example_store';
import { lineOfPlace, parseHeaders, parseObject } from './json_text';
import { TrialResult } from './trial_result';
import classes from './webhook.module.css';
import { keptSignature } from './webhook_words';

const tryPauseMs = 300;

/** The mapping of a webhook beside an example and what becomes of it. */
export function MappingTab({ source }: { source: Source }) {
  const webhook = useWebhook(source.id);
  const presets = useWebhookPresets();
  if (webhook.isError && !webhook.data) {
    return (
      <Card>
        <ErrorState error={webhook.error} onRetry={() => void webhook.refetch()} />
      </Card>
    );
  }
  // Which example to begin with depends on the presets; without them there still is one.
  if (!webhook.data || presets.isPending) {
    return (
      <Card flush>
        <RowsSkeleton rows={10} />
      </Card>
    );
  }
  const preset = presets.data?.find(({ id }) => id === webhook.data.webhook.preset);
  return (
    <Workbench
      source={source}
      webhook={webhook.data.webhook}
      etag={webhook.data.etag}
      first={exampleFor(source.id, preset)}
    />
  );
}

interface WorkbenchProps {
  source: Source;
  webhook: Webhook;
  etag: string;
  first: Example;
}

const laidOut = (mapping: unknown) => JSON.stringify(mapping, null, 2);

function Workbench({ source, webhook, etag, first }: WorkbenchProps) {
  const saved = laidOut(webhook.mapping);
  const save = useSaveWebhook(source.id);
  const [text, setText] = useState(() => keptDraft(source.id) ?? saved);
  const [example, setExample] = useState(first);
  const [goTo, setGoTo] = useState<{ line: number } | null>(null);
  const parsed = useMemo(() => parseObject(text), [text]);
  const dirty = parsed.value === null ? text !== saved : laidOut(parsed.value) !== saved;
  useEffect(() => keepDraft(source.id, dirty ? text : null), [source.id, text, dirty]);
  useEffect(() => keepExample(source.id, example), [source.id, example]);

  const trial = useMemo(
    () => (parsed.value ? { mapping: parsed.value, headers: parseHeaders(example.headers), body: example.body } : null),
    [parsed, example],
  );
  const [settled] = useDebouncedValue(trial, tryPauseMs);
  const answer = useTryWebhook(settled);
  const problems = parsed.problem ? [] : (answer.data?.problems ?? []);
  const marked = parsed.problem
    ? [parsed.problem.line]
    : problems.flatMap(({ place }) => lineOfPlace(text, place) ?? []);

  const problem = save.error ? asProblem(save.error) : null;
  const overtaken = problem !== null && (problem.status === 409 || problem.status === 412);
  const write = (mapping: Webhook['mapping'], onSaved: () => void, newest = false) =>
    save.mutate({ draft: { ...webhook, mapping, signature: keptSignature(webhook.signature) }, etag: newest ? undefined : etag }, { onSuccess: onSaved });
  const keep = () => {
    if (!parsed.value || !dirty) return;
    const before = webhook.mapping;
    write(parsed.value, () => {
      keepDraft(source.id, null);
      savedWithUndo('The mapping is saved. It holds for what arrives from now on.', () => {
        write(before, () => setText(laidOut(before)), true);
      });
    });
  };
  const show = (place: string) => {
    const line = lineOfPlace(text, place);
    if (line !== null) setGoTo({ line });
  };

  return (
    <div className={classes.workbench}>
      <Card
        title="Mapping"
        aside={
          <>
            <span role="status">{dirty ? 'not saved yet' : save.isPending ? 'saving' : 'saved'}</span>
            {dirty && (
              <Button variant="subtle" onClick={() => setText(saved)}>
                Discard
              </Button>
            )}
            <Button
              disabled={parsed.value === null || laidOut(parsed.value) === text}
              onClick={() => parsed.value && setText(laidOut(parsed.value))}
            >
              Lay out
            </Button>
            <Button variant="filled" disabled={!dirty || parsed.value === null} loading={save.isPending} onClick={keep}>
              Save
            </Button>
          </>
        }
        flush
      >
        {parsed.problem && (
          <p className={classes.problem} role="alert">
            {parsed.problem.sentence}{' '}
            <button type="button" className={classes.place} onClick={() => setGoTo({ line: parsed.problem?.line ?? 1 })}>
              Show line {parsed.problem.line}
            </button>
          </p>
        )}
        {problem && (
          <div className={classes.problem} role="alert">
            {overtaken ? (
              <>
                Somebody else has changed this webhook meanwhile. What they saved is loaded now; your text is still here.{' '}
                <button type="button" className={classes.place} onClick={() => (setText(saved), save.reset())}>
                  Show theirs
                </button>{' '}
                <button type="button" className={classes.place} onClick={keep}>
                  Save mine over it
                </button>
              </>
            ) : (
              <>
                {problem.field && (
                  <button type="button" className={classes.place} onClick={() => show(problem.field ?? '')}>
                    {problem.field}
                  </button>
                )}{' '}
                {problem.message} {problem.hint}
              </>
            )}
          </div>
        )}
        <CodeEditor label="Mapping" value={text} onChange={setText} marked={marked} goTo={goTo} onSave={keep} />
      </Card>
      <div className={classes.stack}>
        <Card title="Example" aside="paste what the sender sends" flush>
          <p className={classes.small}>Headers</p>
          <CodeEditor label="Headers of the example" value={example.headers} onChange={(headers) => setExample({ ...example, headers })} lines={false} short />
          <p className={classes.small}>Body</p>
          <CodeEditor label="Body of the example" value={example.body} onChange={(body) => setExample({ ...example, body })} short />
        </Card>
        <TrialResult
          trial={parsed.problem ? undefined : answer.data}
          error={parsed.problem ? null : answer.error}
          waiting={answer.isFetching || settled !== trial}
          broken={parsed.problem !== null}
          onPlace={show}
          leads={(place) => lineOfPlace(text, place) !== null}
        />
      </div>
    </div>
  );
}
