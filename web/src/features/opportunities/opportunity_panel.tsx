import { ActionIcon, Button, Menu, Select, Textarea, TextInput } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import {
  fetchOpportunity, fetchOpportunityData, opportunityCategories, opportunityStates, useOwners, usePersonas, useRecoverOpportunity, useRemoveOpportunity, useSaveOpportunity, useSession, type Opportunity,
  type OpportunityCategory, type OpportunityData, type OpportunityDraft, type OpportunityState, type QueryDocument,
} from '../../api';
import { compact, decimal, money } from '../../design';
import { DetailPanel } from '../../documents/detail_panel';
import { SaveState, useUndoKeys } from '../../documents/save_state';
import { useKeptDraft } from '../../documents/use_kept_draft';
import { failed, savedWithUndo } from '../../shell/toast';
import { EstimateField, ImpactField } from './estimate_field';
import { GoalPicker } from './goal_picker';
import { mapTitle } from './opportunity_rows';
import { RatingField } from './rating_field';
import { draftOf, missing, scoreOf, ulwickOf, ulwickWords, valueOf } from './scores';
import { categoryWords, stateWords } from './words';
import classes from './opportunities.module.css';

interface OpportunityPanelProps {
  kept: Opportunity;
  onClose: () => void;
}

const tidy = (draft: OpportunityDraft): OpportunityDraft => ({ ...draft, title: draft.title.trim(), description: draft.description.trim() });

/** One opportunity, written where it is read. */
export function OpportunityPanel({ kept, onClose }: OpportunityPanelProps) {
  const readOnly = useSession().data?.user.role === 'viewer';
  const save = useSaveOpportunity();
  const owners = useOwners();
  const personas = usePersonas();
  const editing = useKeptDraft<OpportunityDraft, Opportunity>({
    kept, draftOf, tidy, isComplete: (draft) => draft.title.trim() !== '', save: (draft, existing) => save.mutateAsync({ draft, existing }), reload: () => fetchOpportunity(kept.id),
  });
  useUndoKeys(readOnly ? { undo: null, redo: null } : editing);
  const { draft, change } = editing;
  const [data, setData] = useState<OpportunityData | null>(null);
  const ask: QueryDocument | null = data?.ask ?? null;
  const estimate = (part: 'reach' | 'confidence' | 'effort') => ({ estimate: draft[part], readOnly, ask, onChange: (next: OpportunityDraft['reach']) => change({ [part]: next }) });
  return (
    <DetailPanel
      label="Opportunity" state={<SaveState editing={editing} />} onClose={onClose}
      tools={!readOnly && <Tools kept={kept} draft={draft} undo={editing.undo} redo={editing.redo} onGone={onClose} />}
    >
      <Textarea
        aria-label="Title" autosize minRows={1} maxLength={200} value={draft.title} readOnly={readOnly} classNames={{ input: classes.bigTitle }}
        error={draft.title.trim() === '' ? 'Without a title nothing is saved.' : undefined} onChange={(event) => change({ title: event.currentTarget.value.replace(/\n/g, ' ') })}
      />
      <div className={classes.pairs}>
        <Select label="State" allowDeselect={false} readOnly={readOnly} value={draft.state} data={opportunityStates.map((state) => ({ value: state, label: stateWords[state] }))} onChange={(state) => change({ state: state as OpportunityState })} />
        <Select
          label="Group" allowDeselect={false} readOnly={readOnly} value={draft.category} data={opportunityCategories.map((category) => ({ value: category, label: categoryWords[category] }))}
          onChange={(category) => change({ category: category as OpportunityCategory })}
        />
        <Select
          label="Owner" placeholder="Nobody yet" clearable searchable readOnly={readOnly} value={draft.owner} onChange={(owner) => change({ owner })}
          data={withGone((owners.data ?? []).map(({ id, name }) => ({ value: id, label: name })), draft.owner, 'Somebody who left')}
        />
        <TextInput type="date" label="Due" readOnly={readOnly} value={draft.due ?? ''} onChange={(event) => change({ due: event.currentTarget.value || null })} />
      </div>
      <Textarea label="What could be better, and why" autosize minRows={2} maxRows={10} maxLength={5000} readOnly={readOnly} value={draft.description} onChange={(event) => change({ description: event.currentTarget.value })} />
      <section className={classes.section} aria-label="Score">
        <ScoreLine draft={draft} />
        <div className={classes.estimates}>
          <EstimateField label="Reach a month" unit=" people" least={0} most={1e10} {...estimate('reach')} />
          <ImpactField estimate={draft.impact} readOnly={readOnly} ask={ask} onChange={(impact) => change({ impact })} />
          <EstimateField label="Confidence" unit=" %" least={0} most={100} step={10} {...estimate('confidence')} />
          <EstimateField label="Effort" unit={draft.effort.value === 1 ? ' week' : ' weeks'} least={0.1} most={10000} step={0.5} {...estimate('effort')} />
        </div>
        {draft.value_at_risk && (
          <p className={classes.risk}>
            <b>{money(draft.value_at_risk.per_month, draft.value_at_risk.currency || null)} a month at risk.</b> {draft.value_at_risk.sentence}
          </p>
        )}
        {!readOnly && <FromData id={kept.id} draft={draft} data={data} onData={setData} onChange={change} />}
      </section>
      <section className={classes.section} aria-label="Importance and satisfaction">
        <h3>Does it matter to customers?</h3>
        <RatingField label="Importance" hint="of getting this done" rating={draft.importance} readOnly={readOnly} onChange={(importance) => change({ importance })} />
        <RatingField label="Satisfaction" hint="with how it is today" rating={draft.satisfaction} readOnly={readOnly} onChange={(satisfaction) => change({ satisfaction })} />
        <UlwickLine draft={draft} />
      </section>
      <section className={classes.section} aria-label="Where it comes from">
        <h3>Where it comes from</h3>
        <p className={classes.from}>
          {kept.map !== null && kept.map_title !== null ? (
            <>
              <Link to="/journeys/maps/$id" params={{ id: kept.map }} search={kept.step ? { at: kept.step } : {}}>{mapTitle(kept)}</Link>
              {draft.step_title && ` · ${draft.step_title}`}
              {draft.pains.length > 0 && ` · ${draft.pains.length === 1 ? 'a pain point' : `${draft.pains.length} pain points`}`}
            </>
          ) : (
            mapTitle(kept)
          )}
          {draft.finding && <> · found by friction: {draft.finding}</>}
        </p>
        <Select
          label="Persona" placeholder="None in particular" clearable searchable readOnly={readOnly} value={draft.persona} onChange={(persona) => change({ persona })}
          data={withGone((personas.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name })), draft.persona, 'A persona that was removed')}
        />
        <GoalPicker goals={draft.goals} readOnly={readOnly} onChange={(goals) => change({ goals })} />
      </section>
    </DetailPanel>
  );
}

interface Choice {
  value: string;
  label: string;
}

/** What was chosen and is not there any more keeps a name. */
function withGone(choices: Choice[], chosen: string | null, words: string): Choice[] {
  return chosen === null || choices.some(({ value }) => value === chosen) ? choices : [...choices, { value: chosen, label: words }];
}

function ScoreLine({ draft }: { draft: OpportunityDraft }) {
  const score = scoreOf(draft);
  const value = valueOf(draft);
  const lacks = missing(draft);
  return (
    <div className={classes.scoreLine}>
      <span className={classes.scoreBig}>{score === null ? '–' : compact(score)}</span>
      <span>
        <b>Score</b>
        <small>
          {score !== null && value !== null
            ? `${compact(draft.reach.value ?? 0)} × ${draft.impact.value} × ${decimal(draft.confidence.value ?? 0, 0)} % = ${compact(value)}, ÷ ${decimal(draft.effort.value ?? 0, 2)} ${draft.effort.value === 1 ? 'week' : 'weeks'}`
            : `Reach × impact × confidence ÷ effort; ${lacks.join(' and ').replace(/ and (?=.* and )/g, ', ')} ${lacks.length === 1 ? 'is' : 'are'} missing.`}
        </small>
      </span>
    </div>
  );
}

function UlwickLine({ draft }: { draft: OpportunityDraft }) {
  const score = ulwickOf(draft);
  if (score === null) return <p className={classes.source}>With both, Ulwick’s opportunity score says how badly the need is served: importance + (importance − satisfaction).</p>;
  return (
    <p className={classes.source}>
      <b>{decimal(score)} of 20: {ulwickWords(score)}.</b> Importance + (importance − satisfaction), Ulwick’s opportunity score; above 10 underserved, above 15 badly.
    </p>
  );
}

interface FromDataProps {
  id: string;
  draft: OpportunityDraft;
  data: OpportunityData | null;
  onData: (data: OpportunityData) => void;
  onChange: (fields: Partial<OpportunityDraft>) => void;
}

/** Takes the numbers from the data again; what was there comes back with undo. */
function FromData({ id, draft, data, onData, onChange }: FromDataProps) {
  const [asking, setAsking] = useState(false);
  const hasPlace = draft.finding !== null || (draft.map !== null && draft.step !== null);
  const take = async () => {
    setAsking(true);
    try {
      const said = await fetchOpportunityData(id);
      onData(said);
      const { reach, impact, confidence, value_at_risk } = said;
      const fields = { ...(reach && { reach }), ...(impact && { impact }), ...(confidence && { confidence }), ...(value_at_risk && { value_at_risk }) };
      if (Object.keys(fields).length > 0) onChange(fields);
    } catch (error) {
      failed('The data was not asked', error);
    } finally {
      setAsking(false);
    }
  };
  return (
    <div className={classes.fromData}>
      <Button onClick={() => void take()} loading={asking} disabled={!hasPlace}>Take from data</Button>
      <small role="status">{hasPlace ? data?.notes.join(' ') || 'Reach, impact and confidence, as the data says them now.' : 'It is neither at a step of a map nor about a finding, so the data says nothing of it.'}</small>
    </div>
  );
}

function Tools({ kept, draft, undo, redo, onGone }: { kept: Opportunity; draft: OpportunityDraft; undo: (() => void) | null; redo: (() => void) | null; onGone: () => void }) {
  const remove = useRemoveOpportunity();
  const recover = useRecoverOpportunity();
  const go = () =>
    remove.mutate(kept, {
      onSuccess: () => {
        onGone();
        savedWithUndo(`“${draft.title}” was removed`, () => recover.mutate(kept.id, { onError: (error) => failed('It was not put back', error) }));
      },
      onError: (error) => failed('It was not removed', error),
    });
  return (
    <>
      <Button size="compact-xs" onClick={() => undo?.()} disabled={!undo} aria-keyshortcuts="Control+Z">Undo</Button>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon aria-label="More about this opportunity">⋯</ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item disabled={!redo} onClick={() => redo?.()}>Do again</Menu.Item>
          <Menu.Item color="pain" onClick={go}>Remove the opportunity</Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </>
  );
}
