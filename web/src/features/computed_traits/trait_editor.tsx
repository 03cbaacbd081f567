import { Autocomplete, Button, Menu, Modal, TextInput } from '@mantine/core';
import { useDebouncedValue, useHotkeys, useStateHistory } from '@mantine/hooks';
import { Link, useBlocker } from '@tanstack/react-router';
import { useCallback, useMemo, useState } from 'react';
import { asProblem, useProperties, useSaveComputedTrait, useSegments, type KeptTrait, type TraitMeasure } from '../../api';
import { Card, PageBar, PageBody, PickList, SentenceControl, Tag } from '../../design';
import { saved } from '../../shell/toast';
import { RuleEditContext, type RuleEdit } from '../segments/builder/edit_context';
import { EventWords } from '../segments/builder/event_words';
import { WhenWord } from '../segments/builder/when_word';
import type { Group } from '../segments/rule/node';
import { replaced } from '../segments/rule/tree';
import { definitionOf, documentOf, draftOf, type TraitDraft } from './draft';
import { PreviewCard } from './preview_card';
import { RemoveTraitDialog } from './remove_trait_dialog';
import { computedTraitRoute } from './route';
import { isKey, keyOf, measures, measureWords, needsProperty, traitState } from './trait_words';
import classes from './traits.module.css';

const pauseMs = 300;

interface TraitEditorProps {
  /** As it is on the server now; null for a new one. */
  kept: KeptTrait | null;
  first: TraitDraft;
}

export function TraitEditor({ kept, first }: TraitEditorProps) {
  const { customer } = computedTraitRoute.useSearch();
  const navigate = computedTraitRoute.useNavigate();
  const [draft, history, past] = useStateHistory(first);
  const [base, setBase] = useState(() => JSON.stringify(documentOf(first, kept === null)));
  const [etag, setEtag] = useState(kept?.etag ?? '');
  const [tried, setTried] = useState(false);
  const [removing, setRemoving] = useState(false);
  const saving = useSaveComputedTrait();
  const trait = kept?.trait ?? null;
  const change = (part: Partial<TraitDraft>) => history.set({ ...draft, ...part });

  const segments = useSegments().data?.items ?? [];
  const names = useMemo(() => new Map(segments.map(({ id, name }) => [id, name])), [segments]);
  const changeOf = useCallback((of: Group) => history.set({ ...draft, of }), [draft, history]);
  const [fresh, setFresh] = useState<number | null>(null);
  const edit = useMemo(
    (): RuleEdit => ({
      root: draft.of,
      change: (by) => changeOf(by(draft.of)),
      replace: (id, next) => changeOf(replaced(draft.of, id, next)),
      fresh,
      setFresh,
      segments: names,
      self: null,
      // What is wrong is said beside the values.
      wrong: null,
    }),
    [draft.of, changeOf, fresh, names],
  );

  const definition = definitionOf(draft);
  const document = documentOf(draft, trait === null);
  const dirty = JSON.stringify(document) !== base;
  const [resting] = useDebouncedValue(JSON.stringify(definition), pauseMs);
  const restingDefinition = useMemo(() => JSON.parse(resting) as typeof definition, [resting]);
  const key = trait?.key ?? (draft.key === '' ? keyOf(draft.name) : draft.key);
  const problem = saving.isError ? asProblem(saving.error) : null;
  const conflict = problem?.status === 409 && trait !== null;

  const blocked = useBlocker({
    shouldBlockFn: ({ current, next }) => dirty && current.pathname !== next.pathname,
    enableBeforeUnload: () => dirty,
    withResolver: true,
  });
  const save = (ifMatch = etag) => {
    setTried(true);
    if (draft.name.trim() === '' || !isKey(key) || !document) return;
    const sent = trait ? document : { ...document, key };
    saving.mutate(
      { draft: sent, existing: trait ? { id: trait.id, etag: ifMatch } : undefined },
      {
        onSuccess: (next) => {
          setBase(JSON.stringify(documentOf(draft, false)));
          setEtag(next.etag);
          saved(`“${next.trait.name}” was saved.`);
          if (!trait) {
            void navigate({ params: { id: next.trait.id }, search: (before) => before, replace: true, ignoreBlocker: true });
          }
        },
      },
    );
  };
  useHotkeys([
    ['mod+s', () => save()],
    ['mod+z', () => history.back()],
    ['mod+y', () => history.forward()],
  ], []);
  const words = measureWords(draft.measure);
  const state = trait && traitState(trait);
  return (
    <>
      <PageBar
        crumbs={<Link to="/customers/traits">Computed traits</Link>}
        title={trait?.name ?? 'New computed trait'}
        tags={state && trait.state !== 'live' && <Tag tone={state.tone}>{state.words}</Tag>}
        actions={
          <>
            <span role="status" className={classes.quiet}>
              {dirty && trait ? 'unsaved' : ''}
            </span>
            <Menu position="bottom-end" width={220}>
              <Menu.Target>
                <Button aria-label="More">…</Button>
              </Menu.Target>
              <Menu.Dropdown>
                <Menu.Item onClick={() => history.back()} disabled={past.current === 0} rightSection="Ctrl Z">
                  Undo
                </Menu.Item>
                <Menu.Item onClick={() => history.forward()} disabled={past.current >= past.history.length - 1} rightSection="Ctrl Y">
                  Redo
                </Menu.Item>
                {trait && (
                  <>
                    <Menu.Divider />
                    <Menu.Item color="pain" onClick={() => setRemoving(true)}>
                      Remove
                    </Menu.Item>
                  </>
                )}
              </Menu.Dropdown>
            </Menu>
            <Button variant="filled" title="Save (Ctrl S)" loading={saving.isPending} disabled={trait !== null && !dirty} onClick={() => save()}>
              Save
            </Button>
          </>
        }
      />
      <PageBody>
        <div className={classes.columns}>
          <div className={classes.column}>
            <Card>
              <div className={classes.fields}>
                <TextInput
                  label="Name"
                  placeholder="Such as “Orders, last 90 days”"
                  maxLength={200}
                  value={draft.name}
                  error={tried && draft.name.trim() === '' ? 'The computed trait needs a name.' : undefined}
                  onChange={(event) => change({ name: event.currentTarget.value })}
                />
                <TextInput
                  label="Key"
                  description={
                    trait
                      ? `Questions and segments name it computed:${trait.key}. The key stays.`
                      : key === ''
                        ? 'What questions and segments will name it by. It stays when the name changes.'
                        : `Questions and segments will name it computed:${key}. It stays when the name changes.`
                  }
                  disabled={trait !== null}
                  value={key}
                  error={
                    tried && !isKey(key) ? 'Use small letters, digits and underscores; begin with a letter.' : problem?.field === 'key' ? problem.message : undefined
                  }
                  onChange={(event) => change({ key: event.currentTarget.value })}
                />
                <TextInput
                  label="What it is for"
                  placeholder="Optional"
                  maxLength={1000}
                  value={draft.description}
                  onChange={(event) => change({ description: event.currentTarget.value })}
                />
              </div>
              {trait?.error && (
                <p className={classes.problem} role="alert">
                  {trait.error}
                </p>
              )}
              {problem && problem.field !== 'key' && (
                <div role="alert" className={classes.problem}>
                  {conflict ? 'Somebody changed this computed trait meanwhile.' : problem.message} {!conflict && problem.hint}
                  {conflict && (
                    <div className={classes.choices}>
                      <ConflictChoices
                        body={problem.body}
                        onTheirs={(theirs, tag) => {
                          history.set(draftOf(theirs));
                          setBase(JSON.stringify(documentOf(draftOf(theirs), false)));
                          setEtag(tag);
                          saving.reset();
                        }}
                        onMine={(tag) => save(tag)}
                      />
                    </div>
                  )}
                </div>
              )}
              <RuleEditContext.Provider value={edit}>
                <div className={classes.sentence} role="group" aria-label="The definition">
                  The{' '}
                  <SentenceControl label="what is computed" value={words.label} width={300}>
                    {(close) => (
                      <PickList
                        options={measures.map(({ value, label, group }) => ({ value, label, group }))}
                        chosen={[draft.measure]}
                        placeholder="Search"
                        onPick={(value) => {
                          change({ measure: value as TraitMeasure });
                          close();
                        }}
                      />
                    )}
                  </SentenceControl>{' '}
                  {needsProperty(draft.measure) && (
                    <>
                      <PropertyWord
                        property={draft.property}
                        numbers={words.group === 'How much' && draft.measure !== 'distinct'}
                        onChange={(property) => change({ property })}
                      />{' '}
                      {words.joint}{' '}
                    </>
                  )}
                  <EventWords group={draft.of} onChange={changeOf} />{' '}
                  <WhenWord when={draft.when} onChange={(when) => change({ when })} />
                </div>
              </RuleEditContext.Provider>
            </Card>
            {trait && trait.used_by.length > 0 && (
              <Card title="Made of it" flush>
                <ul className={classes.users}>
                  {trait.used_by.map(({ kind, id, name }) => (
                    <li key={id}>
                      {kind === 'segment' ? (
                        <Link to="/customers/segments/$id" params={{ id }}>
                          {name}
                        </Link>
                      ) : (
                        <Link to="/customers/traits/$id" params={{ id }}>
                          {name}
                        </Link>
                      )}
                      <span className={classes.quiet}>{kind === 'segment' ? 'segment' : 'computed trait'}</span>
                    </li>
                  ))}
                </ul>
              </Card>
            )}
          </div>
          <div className={classes.column}>
            <PreviewCard definition={restingDefinition} customer={customer} behind={resting !== JSON.stringify(definition)} />
          </div>
        </div>
      </PageBody>
      {removing && kept && (
        <RemoveTraitDialog
          trait={kept.trait}
          etag={etag}
          onClose={() => setRemoving(false)}
          onRemoved={() => void navigate({ to: '/customers/traits', search: {}, ignoreBlocker: true })}
        />
      )}
      {blocked.status === 'blocked' && (
        <Modal opened onClose={blocked.reset} title="Leave without saving?">
          <p>What you changed in this computed trait is not saved.</p>
          <div className={classes.dialogFoot}>
            <Button onClick={blocked.proceed}>Leave</Button>
            <Button variant="filled" onClick={blocked.reset} data-autofocus>
              Stay here
            </Button>
          </div>
        </Modal>
      )}
    </>
  );
}

function PropertyWord({ property, numbers, onChange }: { property: string; numbers: boolean; onChange: (property: string) => void }) {
  const properties = useProperties();
  const known = (properties.data ?? []).filter(({ kind, type }) => kind === 'property' && (!numbers || type === 'number' || type === 'mixed'));
  const [typed, setTyped] = useState(property);
  return (
    <SentenceControl
      label="property"
      value={property === '' ? 'a property' : property}
      problem={property === '' ? 'Choose the property' : undefined}
    >
      {(close) => (
        <Autocomplete
          size="xs"
          aria-label="Property"
          placeholder="Property"
          data={known.map((item) => item.property)}
          value={typed}
          comboboxProps={{ withinPortal: false }}
          onChange={(value) => {
            setTyped(value);
            onChange(value);
          }}
          onOptionSubmit={() => close()}
          data-autofocus
        />
      )}
    </SentenceControl>
  );
}

interface ConflictChoicesProps {
  body: unknown;
  onTheirs: (theirs: KeptTrait['trait'], etag: string) => void;
  onMine: (etag: string) => void;
}

function ConflictChoices({ body, onTheirs, onMine }: ConflictChoicesProps) {
  const theirs = (body as { theirs?: KeptTrait['trait'] } | null)?.theirs;
  if (!theirs) return null;
  const etag = `"${theirs.version}"`;
  return (
    <>
      <Button size="xs" onClick={() => onTheirs(theirs, etag)}>
        Take theirs
      </Button>
      <Button size="xs" onClick={() => onMine(etag)}>
        Save mine over it
      </Button>
    </>
  );
}
