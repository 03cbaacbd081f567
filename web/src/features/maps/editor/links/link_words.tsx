import type { KeyboardEvent } from 'react';
import { CellEditor } from '../cell_editor';
import { useEditor } from '../editor_context';
import type { RowActions } from '../lane_row';
import { linkWords, trackTop, type LinkLine } from './link_lines';
import classes from './links.module.css';

export interface LinkActions {
  onSelect: (id: string | null) => void;
  onEdit: (id: string | null) => void;
  /** The next one of the map, or the one before. */
  onGo: (id: string, by: 1 | -1) => void;
  onLeave: () => void;
}

interface LinkWordsProps {
  line: LinkLine;
  x: number;
  height: number;
  from: string;
  to: string;
  selected: boolean;
  editing: boolean;
  actions: LinkActions;
}

/** What a link says: selected by a press, written in by Enter, removed by Delete. */
export function LinkWords({ line, x, height, from, to, selected, editing, actions }: LinkWordsProps) {
  const { perform, mayWrite } = useEditor();
  const room = Math.max(56, Math.abs(line.end - line.start) - 22);
  const style = { left: x, top: trackTop(line, height) + 1, maxWidth: room };
  const onDone: RowActions['onDone'] = (how) => {
    actions.onEdit(null);
    if (how !== 'blur') actions.onLeave();
  };
  if (editing && mayWrite) {
    return (
      <span className={classes.writing} style={{ left: x, top: style.top }}>
        <CellEditor part="links" id={line.id} field="label" text={line.label} label={`What the link from ${from} to ${to} says`} first="" onDone={onDone} className={classes.input} />
      </span>
    );
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.key === 'Tab') return;
    event.stopPropagation();
    if (event.key === 'Enter' || event.key === 'F2') actions.onEdit(line.id);
    else if ((event.key === 'Delete' || event.key === 'Backspace') && mayWrite) {
      perform([{ op: 'remove', in: 'links', id: line.id }]);
      actions.onLeave();
    } else if (event.key === 'ArrowRight' || event.key === 'ArrowLeft') actions.onGo(line.id, event.key === 'ArrowRight' ? 1 : -1);
    else if (event.key === 'Escape') actions.onLeave();
    else return;
    event.preventDefault();
  };
  return (
    <button
      type="button" id={`link-${line.id}`} className={classes.words} style={style} tabIndex={-1} data-selected={selected || undefined} data-kind={line.kind}
      aria-label={`${linkWords[line.kind].title} from ${from} to ${to}${line.label ? `: ${line.label}` : ''}`} aria-pressed={selected} title={`${linkWords[line.kind].title} from ${from} to ${to}`}
      onPointerDown={(event) => event.stopPropagation()} onClick={() => actions.onSelect(line.id)} onDoubleClick={(event) => { event.stopPropagation(); actions.onEdit(line.id); }} onKeyDown={onKeyDown}
    >
      {line.label === '' ? linkWords[line.kind].title : <><i>{linkWords[line.kind].title}</i> {line.label}</>}
    </button>
  );
}
