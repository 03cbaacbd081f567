import { Button } from '@mantine/core';
import { day, plural } from '../../../design';
import { DriftSentence } from '../drift/drift_sentence';
import type { SessionState } from '../engine/session';
import type { useView } from './use_view';
import classes from './board.module.css';

/** How the map stands with the server, in words. */
export function savingText({ phase, unsaved, online, kept, revision }: Pick<SessionState, 'phase' | 'unsaved' | 'online' | 'kept' | 'revision'>): string {
  if (phase === 'forbidden') return 'You can read this map and not change it';
  if (!kept) return `${plural(unsaved, 'change')} not saved, and this device has no room to keep ${unsaved === 1 ? 'it' : 'them'}: leave this page open`;
  if (!online) return unsaved > 0 ? `offline, ${plural(unsaved, 'change')} kept` : 'offline';
  if (unsaved > 0) return 'saving';
  return revision > 0 ? 'all changes saved' : '';
}

interface FootBarProps {
  state: SessionState;
  view: ReturnType<typeof useView>;
  onForget: () => void;
  /** Lists the keys of the board. */
  onHelp: () => void;
}

export function FootBar({ state, view, onForget, onHelp }: FootBarProps) {
  const { refused, document, mayWrite } = state;
  const { review_on: due } = document.about;
  const zoom = Math.round(view.zoom * 100);
  return (
    <footer className={classes.foot} aria-label="State of the map">
      {refused.length > 0 && (
        <span className={classes.offline} role="alert">
          {plural(refused.length, 'change')} could not be saved: {refused[0]?.why.message}{' '}
          <Button size="compact-xs" onClick={onForget}>Understood</Button>
        </span>
      )}
      <DriftSentence />
      <span className={classes.footSpace} />
      {due && <span className={classes.wide}>Review due {day(due)}</span>}
      <span className={classes.wide}>version {state.revision}</span>
      <span role="status" className={state.online ? undefined : classes.offline}>{mayWrite ? savingText(state) : savingText({ ...state, phase: 'forbidden' })}</span>
      <span className={classes.zoom} role="group" aria-label="Zoom">
        <button type="button" aria-label="Smaller" onClick={() => view.zoomAt(zoom / 1.2)}>−</button>
        <button type="button" aria-label={`${zoom} %, back to 100 %`} onClick={() => view.zoomAt(100)}>{zoom} %</button>
        <button type="button" aria-label="Larger" onClick={() => view.zoomAt(zoom * 1.2)}>+</button>
        <button type="button" className={classes.wide} onClick={view.fit}>Fit</button>
        <button type="button" aria-label="Keys of the board" title="Keys of the board" onClick={onHelp}>?</button>
      </span>
    </footer>
  );
}
