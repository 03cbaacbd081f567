import { Select } from '@mantine/core';
import { laneKinds, type Lane, type MapDocument, type Stage, type Step } from '../../engine/fields';
import type { Visible } from '../../engine/visible';
import { MetricChoice } from '../../numbers/metric_choice';
import { useEditor } from '../editor_context';
import { StepLinks } from '../links/link_properties';
import { SubJourneyField } from '../sub_journeys/sub_journey_field';
import { laneKindWords } from '../lane_kinds';
import { BindingField, ChoiceField, NumberField, TextField, TouchpointField, useSet, YesField } from './fields';
import classes from './panel.module.css';

export function StageProperties({ id, stage }: { id: string; stage: Stage }) {
  const of = { part: 'stages', id } as const;
  return (
    <>
      <TextField {...of} field="title" label="Title" value={stage.title} rows={1} />
      <TextField {...of} field="description" label="Description" value={stage.description} rows={3} />
      <BindingField {...of} value={stage.binding} />
    </>
  );
}

interface StepPropertiesProps {
  id: string;
  step: Step;
  visible: Visible;
  document: MapDocument;
  onLink: (link: string) => void;
  onLinkTo: (step: string) => void;
}

export function StepProperties({ id, step, visible, document, onLink, onLinkTo }: StepPropertiesProps) {
  const { mayWrite } = useEditor();
  const of = { part: 'steps', id } as const;
  const set = useSet('steps', id, 'stage', step.stage);
  return (
    <>
      <TextField {...of} field="title" label="Title" value={step.title} rows={1} />
      <TextField {...of} field="note" label="Note" value={step.note} />
      <Select
        label="Stage" data={visible.stages.map(({ id: stage, title }) => ({ value: stage, label: title || 'Stage without a name' }))} value={step.stage} allowDeselect={false} disabled={!mayWrite}
        classNames={{ label: classes.label }} onChange={set}
      />
      <TouchpointField {...of} field="touchpoint" label="Touchpoint" value={step.touchpoint} />
      <BindingField {...of} value={step.binding} />
      <YesField {...of} field="optional" label="Optional: some go on without it" value={step.optional} />
      <StepLinks step={id} visible={visible} onLink={onLink} onNew={onLinkTo} />
      <SubJourneyField id={id} step={step} document={document} />
    </>
  );
}

const kindWords = Object.fromEntries(laneKinds.map((kind) => [kind, laneKindWords[kind].title]));

export function LaneProperties({ id, lane }: { id: string; lane: Lane }) {
  const of = { part: 'lanes', id } as const;
  return (
    <>
      <TextField {...of} field="title" label="Title" value={lane.title} rows={1} />
      <TextField {...of} field="note" label="Note" value={lane.note} />
      <ChoiceField {...of} field="kind" label="Kind" value={lane.kind} words={kindWords} />
      {lane.kind === 'metric' && <MetricChoice id={id} lane={lane} />}
      <YesField {...of} field="collapsed" label="Folded" value={lane.collapsed} />
      <NumberField {...of} field="height" label="Height" hint="Nothing: as high as its cards" value={lane.height} min={24} max={2000} step={10} />
    </>
  );
}
