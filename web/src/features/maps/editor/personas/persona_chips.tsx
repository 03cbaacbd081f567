import { Menu } from '@mantine/core';
import { PlusIcon, count } from '../../../../design';
import { Portrait } from '../../../personas/portrait';
import { useEditor } from '../editor_context';
import type { PersonaOnMap } from './persona_view';
import classes from './personas.module.css';

/** So many stand in the bar; the others are in a menu. */
const inBarMax = 2;

interface PersonaChipsProps {
  /** Whose view the board shows; null: everybody's. */
  shown: string | null;
  onShow: (persona: string | null) => void;
  onManage: () => void;
}

export const peopleText = ({ people }: PersonaOnMap) => (people === null ? '' : ` · ${count(people)} ${people === 1 ? 'person' : 'people'}`);

/** Who goes this way, in the bar; pressing one shows the map as that persona sees it. */
export function PersonaChips({ shown, onShow, onManage }: PersonaChipsProps) {
  const { personas, mayWrite } = useEditor();
  const all = [...personas.values()];
  // The one that is shown is never hidden in the menu.
  const inBar = all.filter((one, at) => at < inBarMax || one.id === shown).slice(-Math.max(inBarMax, 1));
  const others = all.filter((one) => !inBar.includes(one));
  const toggle = (id: string) => onShow(id === shown ? null : id);
  if (all.length === 0 && !mayWrite) return null;
  return (
    <span className={classes.chips} role="group" aria-label="Personas">
      {inBar.map((one) => (
        <button
          key={one.id} type="button" className={classes.chip} aria-pressed={one.id === shown} data-gone={one.gone || undefined} style={{ borderColor: one.colour }}
          title={one.id === shown ? 'Show what is of all personas too' : `Show the map as ${one.name} sees it`} onClick={() => toggle(one.id)}
        >
          <Portrait persona={{ name: one.name, portrait: one.portrait, colour: one.colourAt }} size={20} />
          <span className={classes.chipName}>{one.name}{peopleText(one)}</span>
        </button>
      ))}
      {others.length > 0 && (
        <Menu position="bottom-start">
          <Menu.Target>
            <button type="button" className={classes.chip} aria-label={`${others.length} more personas`}>+{others.length}</button>
          </Menu.Target>
          <Menu.Dropdown>
            {others.map((one) => (
              <Menu.Item key={one.id} onClick={() => toggle(one.id)}>{one.name}{peopleText(one)}</Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
      <button type="button" className={classes.manage} onClick={onManage} aria-label={all.length === 0 ? 'Add a persona' : 'Personas of this map'} title={all.length === 0 ? 'Who goes this way?' : 'Personas of this map'}>
        {all.length === 0 ? <><PlusIcon size={13} /> <span className={classes.chipName}>Persona</span></> : <PlusIcon size={13} />}
      </button>
    </span>
  );
}
