import { ActionIcon, Button, Menu, NumberInput, Select, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import {
  fetchQuestionValue, fetchScoreGoal, scoreKinds, useOwners, useQuestions, useRecoverScoreGoal, useRemoveScoreGoal, useSaveScoreGoal, useSession, type ScoreGoal, type ScoreGoalDraft, type ScoreKind,
} from '../../api';
import { CloseIcon, day, dayKey } from '../../design';
import { DetailPanel } from '../../documents/detail_panel';
import { SaveState, useUndoKeys } from '../../documents/save_state';
import { useKeptDraft } from '../../documents/use_kept_draft';
import { failed, savedWithUndo } from '../../shell/toast';
import { amount, progressOf, scoreWords, usualUnit, withValue } from './goal_words';
import { HistoryPicture } from './history_picture';
import { ProgressBar } from './progress_bar';
import { ReferredBy } from './referred_by';
import classes from './strategy.module.css';

const draftOf = ({ title, score, unit, note, from, to, by, owner, question, values }: ScoreGoal): ScoreGoalDraft => ({ title, score, unit, note, from, to, by, owner, question, values });
const tidy = (draft: ScoreGoalDraft): ScoreGoalDraft => ({ ...draft, title: draft.title.trim(), unit: draft.unit.trim() });

/** One score goal, with its history and who refers to it. */
export function GoalPanel({ kept, onClose }: { kept: ScoreGoal; onClose: () => void }) {
  const readOnly = useSession().data?.user.role === 'viewer';
  const save = useSaveScoreGoal();
  const owners = useOwners();
  const editing = useKeptDraft<ScoreGoalDraft, ScoreGoal>({
    kept, draftOf, tidy, isComplete: ({ title }) => title.trim() !== '', save: (draft, existing) => save.mutateAsync({ draft, existing }), reload: () => fetchScoreGoal(kept.id),
  });
  useUndoKeys(readOnly ? { undo: null, redo: null } : editing);
  const { draft, change } = editing;
  const number = (value: number | string) => (typeof value === 'number' ? value : null);
  return (
    <DetailPanel
      label="Score goal" state={<SaveState editing={editing} />} onClose={onClose}
      tools={!readOnly && <Tools kept={kept} title={draft.title} undo={editing.undo} redo={editing.redo} onGone={onClose} />}
    >
      <Textarea
        aria-label="Title" autosize minRows={1} maxLength={200} value={draft.title} readOnly={readOnly} classNames={{ input: classes.bigTitle }}
        error={draft.title.trim() === '' ? 'Without a title nothing is saved.' : undefined} onChange={(event) => change({ title: event.currentTarget.value.replace(/\n/g, ' ') })}
      />
      <div className={classes.pairs}>
        <Select
          label="Score" allowDeselect={false} readOnly={readOnly} value={draft.score} data={scoreKinds.map((kind) => ({ value: kind, label: scoreWords[kind] }))}
          onChange={(score) => change({ score: score as ScoreKind, ...(draft.unit === usualUnit[draft.score] ? { unit: usualUnit[score as ScoreKind] } : {}) })}
        />
        <TextInput label="Unit" maxLength={20} readOnly={readOnly} value={draft.unit} onChange={(event) => change({ unit: event.currentTarget.value })} />
        <NumberInput label="From" size="sm" hideControls decimalScale={2} readOnly={readOnly} value={draft.from ?? ''} onChange={(from) => number(from) !== draft.from && change({ from: number(from) })} />
        <NumberInput label="To" size="sm" hideControls decimalScale={2} readOnly={readOnly} value={draft.to ?? ''} onChange={(to) => number(to) !== draft.to && change({ to: number(to) })} />
        <TextInput type="date" label="By" readOnly={readOnly} value={draft.by ?? ''} onChange={(event) => change({ by: event.currentTarget.value || null })} />
        <Select
          label="Owner" placeholder="Nobody yet" clearable searchable readOnly={readOnly} value={draft.owner} data={(owners.data ?? []).map(({ id, name }) => ({ value: id, label: name }))} onChange={(owner) => change({ owner })}
        />
      </div>
      <Textarea label="What it is about" autosize minRows={2} maxRows={8} maxLength={5000} readOnly={readOnly} value={draft.note} onChange={(event) => change({ note: event.currentTarget.value })} />
      <section className={classes.section} aria-label="How far it has come">
        <h3>How far it has come</h3>
        <p className={classes.far}>
          <b>{amount(draft.values.at(-1)?.value ?? null, draft.unit)}</b> {draft.values.length > 0 && <small>on {day(draft.values.at(-1)?.on ?? '')}</small>}
        </p>
        <ProgressBar progress={progressOf(draft)} />
        <HistoryPicture values={draft.values} from={draft.from} to={draft.to} by={draft.by} unit={draft.unit} />
        {!readOnly && <NewValue draft={draft} change={change} />}
        {draft.values.length > 0 && (
          <table className={classes.history} aria-label="History">
            <tbody>
              {[...draft.values].reverse().map((value) => (
                <tr key={value.on}>
                  <td>{day(value.on)}</td>
                  <td className={classes.number}>{amount(value.value, draft.unit)}</td>
                  <td className={classes.quiet}>{value.note || (value.evidence === 'question' ? 'from a question' : 'by hand')}</td>
                  <td>
                    {!readOnly && (
                      <ActionIcon size={22} aria-label={`Take away ${day(value.on)}`} onClick={() => change({ values: draft.values.filter(({ on }) => on !== value.on) })}>
                        <CloseIcon />
                      </ActionIcon>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </section>
      <section className={classes.section} aria-label="Who works towards it">
        <h3>Who works towards it</h3>
        <ReferredBy maps={kept.maps} opportunities={kept.opportunities} goal={kept.id} whole />
      </section>
    </DetailPanel>
  );
}

/** A value by hand, or the one number of a saved question. */
function NewValue({ draft, change }: { draft: ScoreGoalDraft; change: (fields: Partial<ScoreGoalDraft>) => void }) {
  const questions = useQuestions();
  const today = dayKey(Date.now());
  const [on, setOn] = useState(today);
  const [value, setValue] = useState<number | string>('');
  const [asking, setAsking] = useState(false);
  const choices = (questions.data ?? []).map(({ id, name }) => ({ value: id, label: name }));
  const ask = async () => {
    if (draft.question === null) return;
    setAsking(true);
    try {
      const said = await fetchQuestionValue(draft.question);
      change({ values: withValue(draft.values, { on: today, value: Math.round(said.value * 100) / 100, note: `${said.name}: ${said.what}`.slice(0, 160), evidence: 'question' }) });
    } catch (error) {
      failed('The question has no number', error);
    } finally {
      setAsking(false);
    }
  };
  const add = () => {
    if (typeof value !== 'number' || on === '') return;
    change({ values: withValue(draft.values, { on, value, evidence: 'hand' }) });
    setValue('');
  };
  return (
    <>
      <form
        className={classes.newValue}
        onSubmit={(event) => {
          event.preventDefault();
          add();
        }}
      >
        <TextInput type="date" aria-label="Day of the value" value={on} max={today} onChange={(event) => setOn(event.currentTarget.value)} />
        <NumberInput aria-label="Value" placeholder="Value" size="sm" hideControls decimalScale={2} value={value} onChange={setValue} />
        <Button type="submit" disabled={typeof value !== 'number' || on === ''}>Add</Button>
      </form>
      {(choices.length > 0 || draft.question !== null) && (
        <div className={classes.newValue}>
          <Select
            aria-label="Saved question whose number it is" placeholder="Or from a saved question" clearable searchable value={draft.question} onChange={(question) => change({ question })}
            data={draft.question !== null && !choices.some((choice) => choice.value === draft.question) ? [...choices, { value: draft.question, label: 'A question that was removed' }] : choices}
          />
          <Button disabled={draft.question === null} loading={asking} onClick={() => void ask()}>Ask it</Button>
        </div>
      )}
    </>
  );
}

function Tools({ kept, title, undo, redo, onGone }: { kept: ScoreGoal; title: string; undo: (() => void) | null; redo: (() => void) | null; onGone: () => void }) {
  const remove = useRemoveScoreGoal();
  const recover = useRecoverScoreGoal();
  const go = () =>
    remove.mutate(kept, {
      onSuccess: () => {
        onGone();
        savedWithUndo(`“${title}” was removed`, () => recover.mutate(kept.id, { onError: (error) => failed('It was not put back', error) }));
      },
      onError: (error) => failed('It was not removed', error),
    });
  return (
    <>
      <Button size="compact-xs" onClick={() => undo?.()} disabled={!undo} aria-keyshortcuts="Control+Z">Undo</Button>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon aria-label="More about this goal">⋯</ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item disabled={!redo} onClick={() => redo?.()}>Do again</Menu.Item>
          <Menu.Item color="pain" onClick={go}>Remove the goal</Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </>
  );
}
