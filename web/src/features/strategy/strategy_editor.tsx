import { ActionIcon, Button, Menu, Textarea } from '@mantine/core';
import { fetchStrategy, useSaveStrategy, useSession, type Principle, type Strategy, type StrategyDraft } from '../../api';
import { Card, PlusIcon } from '../../design';
import { SaveState, useUndoKeys } from '../../documents/save_state';
import { useKeptDraft } from '../../documents/use_kept_draft';
import { freshPrincipleId } from './principle_id';
import { ReferredBy } from './referred_by';
import classes from './strategy.module.css';

const principlesMax = 50;
const draftOf = ({ vision, strategy, principles }: Strategy): StrategyDraft => ({ vision, strategy, principles: principles.map(({ id, title, text }) => ({ id, title, text: text ?? '' })) });

/** Vision, strategy and principles, written where they are read. */
export function StrategyEditor({ kept }: { kept: Strategy }) {
  const readOnly = useSession().data?.user.role === 'viewer';
  const save = useSaveStrategy();
  const editing = useKeptDraft<StrategyDraft, Strategy>({ kept, draftOf, save: (draft, existing) => save.mutateAsync({ draft, existing }), reload: () => fetchStrategy() });
  useUndoKeys(readOnly ? { undo: null, redo: null } : editing);
  const { draft, change } = editing;
  const put = (id: string, part: Partial<Principle>) => change({ principles: draft.principles.map((one) => (one.id === id ? { ...one, ...part } : one)) });
  const move = (at: number, by: number) => {
    const next = [...draft.principles];
    const [one] = next.splice(at, 1);
    if (one) next.splice(at + by, 0, one);
    change({ principles: next });
  };
  return (
    <div className={classes.words}>
      <Card title="Vision" aside={!readOnly && <SaveState editing={editing} />}>
        <Textarea
          aria-label="Vision" autosize minRows={2} maxLength={10000} readOnly={readOnly} value={draft.vision} classNames={{ input: classes.vision }}
          placeholder="What is it like to be a customer here in three years?" onChange={(event) => change({ vision: event.currentTarget.value })}
        />
      </Card>
      <Card title="Strategy">
        <Textarea
          aria-label="Strategy" autosize minRows={4} maxLength={10000} readOnly={readOnly} value={draft.strategy} classNames={{ input: classes.plain }}
          placeholder="Which customers, which journeys first, and what will you not do?" onChange={(event) => change({ strategy: event.currentTarget.value })}
        />
      </Card>
      <Card title="Guiding principles" aside="What every decision is held against">
        {draft.principles.length === 0 && <p className={classes.quiet}>{readOnly ? 'None are written yet.' : 'A principle settles arguments: “Nobody types anything twice.”'}</p>}
        <ol className={classes.principles} aria-label="Guiding principles">
          {draft.principles.map((principle, at) => {
            const known = kept.principles.find(({ id }) => id === principle.id);
            return (
              <li key={principle.id}>
                <div className={classes.principle}>
                  <Textarea
                    aria-label={`Principle ${at + 1}`} autosize minRows={1} maxLength={200} readOnly={readOnly} value={principle.title} classNames={{ input: classes.principleTitle }} placeholder="In one sentence"
                    onChange={(event) => put(principle.id, { title: event.currentTarget.value.replace(/\n/g, ' ') })}
                  />
                  {(principle.text !== '' || !readOnly) && (
                    <Textarea
                      aria-label={`What principle ${at + 1} means`} autosize minRows={1} maxLength={5000} readOnly={readOnly} value={principle.text} classNames={{ input: classes.plain }} placeholder="What it means in practice"
                      onChange={(event) => put(principle.id, { text: event.currentTarget.value })}
                    />
                  )}
                  {known && <ReferredBy maps={known.maps} opportunities={known.opportunities} goal={principle.id} />}
                </div>
                {!readOnly && (
                  <Menu position="bottom-end">
                    <Menu.Target>
                      <ActionIcon aria-label={`More about principle ${at + 1}`}>⋯</ActionIcon>
                    </Menu.Target>
                    <Menu.Dropdown>
                      <Menu.Item disabled={at === 0} onClick={() => move(at, -1)}>Move up</Menu.Item>
                      <Menu.Item disabled={at === draft.principles.length - 1} onClick={() => move(at, 1)}>Move down</Menu.Item>
                      <Menu.Item color="pain" onClick={() => change({ principles: draft.principles.filter(({ id }) => id !== principle.id) })}>Remove; undo brings it back</Menu.Item>
                    </Menu.Dropdown>
                  </Menu>
                )}
              </li>
            );
          })}
        </ol>
        {!readOnly && (
          <div className={classes.row}>
            <Button leftSection={<PlusIcon size={14} />} disabled={draft.principles.length >= principlesMax} onClick={() => change({ principles: [...draft.principles, { id: freshPrincipleId(), title: '', text: '' }] })}>
              Add a principle
            </Button>
            <Button variant="subtle" disabled={!editing.undo} onClick={() => editing.undo?.()} aria-keyshortcuts="Control+Z">Undo</Button>
            <Button variant="subtle" disabled={!editing.redo} onClick={() => editing.redo?.()} aria-keyshortcuts="Control+Y">Redo</Button>
          </div>
        )}
      </Card>
    </div>
  );
}
