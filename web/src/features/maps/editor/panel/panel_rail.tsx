import type { ComponentType } from 'react';
import { CustomersIcon, TuneIcon } from '../../../../design';
import type { PanelName } from '../map_search';
import classes from './panel_rail.module.css';

interface Entry {
  name: PanelName;
  label: string;
  icon: ComponentType<{ size?: number }>;
}

const entries: readonly Entry[] = [
  { name: 'properties', label: 'Properties', icon: TuneIcon },
  { name: 'personas', label: 'Personas', icon: CustomersIcon },
];

interface PanelRailProps {
  shown: PanelName | undefined;
  /** What waits to be looked at in a panel. */
  counts?: Partial<Record<PanelName, number>>;
  /** Opens what stands beside the board, or closes it. */
  onPanel: (panel: PanelName) => void;
}

/** What can stand beside the board, one at a time. */
export function PanelRail({ shown, counts = {}, onPanel }: PanelRailProps) {
  return (
    <nav className={classes.rail} aria-label="Beside the board">
      {entries.map(({ name, label, icon: Icon }) => (
        <button key={name} type="button" className={classes.entry} aria-pressed={shown === name} onClick={() => onPanel(name)}>
          <Icon size={18} />
          {label}
          {(counts[name] ?? 0) > 0 && (
            <span className={classes.count}>
              <span className={classes.apart}>, </span>
              {counts[name]}
            </span>
          )}
        </button>
      ))}
    </nav>
  );
}
