import type { ComponentType } from 'react';
import { CommentIcon, CustomersIcon, DriftIcon, FindingsIcon, HistoryIcon, NumbersIcon, TuneIcon } from '../../../../design';
import type { PanelName } from '../map_search';
import classes from './panel_rail.module.css';

interface Entry {
  name: PanelName;
  label: string;
  icon: ComponentType<{ size?: number }>;
  keys?: string;
}

const entries: readonly Entry[] = [
  { name: 'properties', label: 'Properties', icon: TuneIcon },
  { name: 'numbers', label: 'Numbers', icon: NumbersIcon },
  { name: 'personas', label: 'Personas', icon: CustomersIcon },
  { name: 'drift', label: 'Drift', icon: DriftIcon },
  { name: 'findings', label: 'Findings', icon: FindingsIcon },
  { name: 'comments', label: 'Comments', icon: CommentIcon, keys: 'Control+Alt+M' },
  { name: 'versions', label: 'Versions', icon: HistoryIcon },
];

interface PanelRailProps {
  shown: PanelName | undefined;
  /** What waits to be looked at in a panel. */
  counts?: Partial<Record<PanelName, number>>;
  /** Panels in which there is something that was not looked at yet. */
  news?: readonly PanelName[];
  /** Opens what stands beside the board, or closes it. */
  onPanel: (panel: PanelName) => void;
}

/** What can stand beside the board, one at a time. */
export function PanelRail({ shown, counts = {}, news = [], onPanel }: PanelRailProps) {
  return (
    <nav className={classes.rail} aria-label="Beside the board">
      {entries.map(({ name, label, icon: Icon, keys }) => (
        <button key={name} type="button" className={classes.entry} aria-pressed={shown === name} aria-keyshortcuts={keys} onClick={() => onPanel(name)}>
          <Icon size={18} />
          {label}
          {(counts[name] ?? 0) > 0 && <> <span className={classes.count}>{counts[name]}</span></>}
          {news.includes(name) && <span className={classes.dot} role="img" aria-label="something new" />}
        </button>
      ))}
    </nav>
  );
}
