import type { Pain } from '../../engine/fields';
import { PersonaField } from '../personas/persona_field';
import { categoryWords, evidenceWords } from '../lane_kinds';
import { OpportunityField } from '../opportunities/opportunity_field';
import { ChoiceField, LineField, NumberField, TextField } from './fields';
import classes from './panel.module.css';

export function PainProperties({ id, pain }: { id: string; pain: Pain }) {
  const of = { part: 'pains', id } as const;
  return (
    <>
      <TextField {...of} field="text" label="What hurts" value={pain.text} />
      <PersonaField {...of} value={pain.persona} />
      <ChoiceField {...of} field="category" label="Group" value={pain.category} words={categoryWords} />
      <NumberField {...of} field="severity" label="Severity" hint="1 a nuisance, 5 the end of the journey" value={pain.severity} min={1} max={5} />
      <ChoiceField {...of} field="evidence" label="Evidence" value={pain.evidence} words={evidenceWords} />
      <LineField {...of} field="source" label="Source of the evidence" value={pain.source} />
      {pain.finding && <p className={classes.hint}>Taken over from friction: {pain.finding}</p>}
      <OpportunityField source={{ in: 'pains', id }} opportunity={pain.opportunity} />
    </>
  );
}
