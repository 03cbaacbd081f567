import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';
import { plural } from '../../../../design';
import type { MapDocument } from '../../engine/fields';
import type { ChangeMark } from '../thing_marks';
import { thingWords } from '../thing_words';
import { changeLines, differing, lineSentence, type ChangeLine, type Names } from './change_words';
import type { ShownChange } from './shown_difference';
import classes from './versions.module.css';

interface ChangeListProps {
  before: MapDocument;
  after: MapDocument;
  /** Without what came or went together with something else. */
  changes: readonly ShownChange[];
  names: Names;
  current: string | null;
  onPick: (change: ShownChange) => void;
}

const signs: Record<ChangeMark, string> = { added: '+', removed: '−', changed: '~' };
const linesMax = 8;
const rowPx = 64;

/** What was changed, in words; only what is in sight is drawn. */
export function ChangeList({ before, after, changes, names, current, onPick }: ChangeListProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({ count: changes.length, getScrollElement: () => scroller.current, estimateSize: () => rowPx, overscan: 6 });
  const at = changes.findIndex(({ id }) => id === current);
  useEffect(() => {
    if (at >= 0) rows.scrollToIndex(at, { align: 'auto' });
  }, [at]);
  return (
    <div ref={scroller} className={classes.list} tabIndex={0} role="region" aria-label="Changes in words">
      <ul className={classes.changes} style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map((row) => {
          const change = changes[row.index];
          if (!change) return null;
          const words = thingWords(change.what === 'removed' ? before : after, change, names.personas);
          const lines = change.what === 'changed' ? changeLines(before, after, change, names) : [];
          return (
            <li key={row.key} ref={rows.measureElement} data-index={row.index} style={{ transform: `translateY(${row.start}px)` }} aria-setsize={changes.length} aria-posinset={row.index + 1}>
              <button type="button" className={classes.changeRow} data-what={change.what} aria-current={change.id === current || undefined} onClick={() => onPick(change)}>
                <span className={classes.sign}>
                  <b aria-hidden>{signs[change.what]}</b> {change.what}
                </span>
                <span className={classes.thing}>
                  <small>{words.kind}</small> {change.in !== 'about' && <b>{words.name}</b>} {words.where && <small>{words.where}</small>}{' '}
                  {change.together > 0 && <small>· with {plural(change.together, 'thing')} in it</small>}
                </span>
                {lines.slice(0, linesMax).map((line) => (
                  <Line key={line.field} line={line} />
                ))}
                {lines.length > linesMax && <small>and {lines.length - linesMax} more</small>}
              </button>
            </li>
          );
        })}
      </ul>
    </div>
  );
}

function Line({ line }: { line: ChangeLine }) {
  const { field, before, after } = line;
  if (typeof before !== 'string' || typeof after !== 'string') return <span className={classes.line}>{lineSentence(line)}</span>;
  const [old, now] = differing(before, after);
  return (
    <span className={classes.line}>
      {field === 'moved' ? field : `${field} changed`} from ‘{old.lead}
      {old.different && <del>{old.different}</del>}
      {old.tail}’ to ‘{now.lead}
      {now.different && <ins>{now.different}</ins>}
      {now.tail}’
    </span>
  );
}
