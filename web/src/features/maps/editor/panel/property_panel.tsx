import type { MapDocument } from '../../engine/fields';
import { thingIn } from '../../engine/operations';
import type { Visible } from '../../engine/visible';
import type { ThingRef } from '../selected_thing';
import { LinkProperties } from '../links/link_properties';
import { AboutProperties } from './about_properties';
import { CellProperties } from './cell_properties';
import { LaneProperties, StageProperties, StepProperties } from './head_properties';
import { PainProperties } from './pain_properties';
import { SidePanel } from './side_panel';
import classes from './panel.module.css';

const names = { about: 'This map', stages: 'Stage', steps: 'Step', lanes: 'Lane', cells: 'Card', pains: 'Pain point', links: 'Link', personas: 'Persona' } as const;

interface PropertyPanelProps {
  document: MapDocument;
  visible: Visible;
  thing: ThingRef;
  onLink: (link: string) => void;
  onLinkTo: (step: string) => void;
  onClose: () => void;
}

/** What is known of the selected thing, beside the board. */
export function PropertyPanel({ document, visible, thing: { in: part, id }, onLink, onLinkTo, onClose }: PropertyPanelProps) {
  const shown = thingIn(document, part, id) ? { part, id } : { part: 'about' as const, id: 'about' };
  return (
    <SidePanel label="Properties" title={names[shown.part]} onClose={onClose}>
      <div className={classes.fields} key={shown.id} tabIndex={-1}>
        {shown.part === 'about' && <AboutProperties about={document.about} />}
        {shown.part === 'stages' && document.stages[shown.id] && <StageProperties id={shown.id} stage={document.stages[shown.id]!} />}
        {shown.part === 'steps' && document.steps[shown.id] && <StepProperties id={shown.id} step={document.steps[shown.id]!} visible={visible} document={document} onLink={onLink} onLinkTo={onLinkTo} />}
        {shown.part === 'links' && document.links[shown.id] && <LinkProperties id={shown.id} link={document.links[shown.id]!} visible={visible} />}
        {shown.part === 'lanes' && document.lanes[shown.id] && <LaneProperties id={shown.id} lane={document.lanes[shown.id]!} />}
        {shown.part === 'cells' && document.cells[shown.id] && <CellProperties id={shown.id} cell={document.cells[shown.id]!} visible={visible} />}
        {shown.part === 'pains' && document.pains[shown.id] && <PainProperties id={shown.id} pain={document.pains[shown.id]!} />}
      </div>
    </SidePanel>
  );
}
