import { Select } from '@mantine/core';
import type { Cell } from '../../engine/fields';
import type { Visible } from '../../engine/visible';
import { evidenceWords, toneWords } from '../lane_kinds';
import { PictureField } from '../images/picture_field';
import { PersonaField } from '../personas/persona_field';
import { useEditor } from '../editor_context';
import { OpportunityField } from '../opportunities/opportunity_field';
import { BindingField, ChannelField, ChoiceField, LineField, NumberField, TextField, TouchpointField, useSet, YesField } from './fields';
import classes from './panel.module.css';

export function CellProperties({ id, cell, visible }: { id: string; cell: Cell; visible: Visible }) {
  const kind = visible.lanes.find((lane) => lane.id === cell.lane)?.kind ?? 'text';
  const of = { part: 'cells', id } as const;
  const touches = kind === 'touchpoint' || kind === 'channel' || cell.touchpoint !== undefined || cell.binding !== undefined;
  return (
    <>
      {(kind === 'image' || cell.image !== undefined) && <PictureField id={id} cell={cell} />}
      <TextField {...of} field="text" label={kind === 'image' ? 'Caption' : 'Text'} value={cell.text} />
      {kind === 'emotion' && <NumberField {...of} field="value" label="Feeling, −2 to +2" value={cell.value} min={-2} max={2} step={0.1} />}
      <PersonaField {...of} value={cell.persona} />
      <ChoiceField {...of} field="evidence" label="Evidence" value={cell.evidence} words={evidenceWords} />
      <LineField {...of} field="source" label="Source of the evidence" value={cell.source} />
      {touches && <TouchpointField {...of} field="touchpoint" label="Touchpoint" value={cell.touchpoint} />}
      {touches && <BindingField {...of} value={cell.binding} />}
      {touches && <ChannelField {...of} field="channel" label="Channel" value={cell.channel} />}
      <ChoiceField {...of} field="tone" label="Tone" value={cell.tone} words={toneWords} />
      <YesField {...of} field="moment" label="A moment that matters" value={cell.moment} />
      {(kind === 'list' || kind === 'solution' || kind === 'opportunity' || cell.done) && <YesField {...of} field="done" label="Done" value={cell.done} />}
      <LineField {...of} field="link" label="Link" value={cell.link} address />
      {(kind === 'opportunity' || cell.opportunity !== undefined) && <OpportunityField source={{ in: 'cells', id }} opportunity={cell.opportunity} />}
      {kind !== 'emotion' && <SpanField id={id} cell={cell} visible={visible} />}
    </>
  );
}

function SpanField({ id, cell, visible }: { id: string; cell: Cell; visible: Visible }) {
  const { mayWrite } = useEditor();
  const set = useSet('cells', id, 'to', cell.to);
  const own = visible.columnOf.get(cell.step) ?? 0;
  const later = visible.columns.flatMap(({ step }, at) => (step && at > own ? [{ value: step.id, label: step.title || `Step ${at + 1}` }] : []));
  return <Select label="Reaches to the step" placeholder="Its own step only" clearable searchable data={later} value={visible.endOf(cell) > own ? (cell.to ?? null) : null} disabled={!mayWrite || later.length === 0} classNames={{ label: classes.label }} onChange={set} />;
}
