import { Menu } from '@mantine/core';
import { useRef, useState, type DragEvent, type KeyboardEvent } from 'react';
import type { Node } from '../rule/node';
import { duplicated, movedInto, movedTo, parentOf, removed, shifted, unwrapped, wrapped } from '../rule/tree';
import { ruleWords } from '../rule/words';
import { ConditionWords } from './condition_words';
import { useRuleEdit } from './edit_context';
import { GroupParts, ModeWord } from './group_parts';
import { RawPart } from './raw_part';
import classes from './builder.module.css';

const dragType = 'application/x-wend-condition';

interface PartRowProps {
  node: Node;
  about: 'customers' | 'events';
  /** "and", "or": how it follows on the one before. */
  joint: string | null;
}

/** One part of a group: its words, and the handle to move it, copy it and take it away. */
export function PartRow({ node, about, joint }: PartRowProps) {
  const { root, change, segments, wrong } = useRuleEdit();
  const problem = wrong?.row === node.id ? wrong.problem : null;
  const [over, setOver] = useState<'before' | 'after' | 'into' | null>(null);
  const handle = useRef<HTMLButtonElement>(null);
  const said = ruleWords(node, segments);
  const isGroup = node.kind === 'group';
  const inGroup = parentOf(root, node.id)?.id !== root.id;

  // The row is drawn anew where it was moved to; whoever moves it by key goes on from there.
  const shift = (by: -1 | 1) => {
    change((before) => shifted(before, node.id, by));
    requestAnimationFrame(() => document.querySelector<HTMLElement>(`[data-part="${node.id}"] > [data-handle]`)?.focus());
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) {
      event.preventDefault();
      event.stopPropagation();
      shift(event.key === 'ArrowUp' ? -1 : 1);
    }
    if (event.key === 'Delete' || event.key === 'Backspace') {
      event.preventDefault();
      change((before) => removed(before, node.id));
    }
  };
  const side = (event: DragEvent<HTMLElement>): 'before' | 'after' | 'into' => {
    const box = event.currentTarget.getBoundingClientRect();
    const at = (event.clientY - box.top) / box.height;
    if (isGroup && at > 0.25 && at < 0.75) return 'into';
    return at < 0.5 ? 'before' : 'after';
  };
  const onDrop = (event: DragEvent<HTMLElement>) => {
    const id = Number(event.dataTransfer.getData(dragType));
    const where = side(event);
    setOver(null);
    if (!id) return;
    event.preventDefault();
    event.stopPropagation();
    change((before) => (where === 'into' ? movedInto(before, id, node.id) : movedTo(before, id, node.id, where)));
  };

  return (
    <li
      className={classes.part}
      data-part={node.id}
      data-over={over ?? undefined}
      data-wrong={problem ? true : undefined}
      onDragOver={(event) => {
        if (!event.dataTransfer.types.includes(dragType)) return;
        event.preventDefault();
        event.stopPropagation();
        setOver(side(event));
      }}
      onDragLeave={() => setOver(null)}
      onDrop={onDrop}
    >
      {joint !== null && <span className={classes.joint}>{joint}</span>}
      <div className={isGroup ? classes.groupBody : classes.body}>
        {node.kind === 'group' ? (
          <>
            <div className={classes.groupHead}>
              <ModeWord group={node} />
            </div>
            <div className={classes.nested}>
              <GroupParts group={node} about={about} />
            </div>
          </>
        ) : node.kind === 'raw' ? (
          <RawPart node={node} />
        ) : (
          <ConditionWords node={node} about={about} />
        )}
        {problem && (
          <p className={classes.wrong} role="alert">
            {problem.message} {problem.hint}
          </p>
        )}
      </div>
      <Menu position="bottom-end" width={200}>
        <Menu.Target>
          <button
            ref={handle}
            type="button"
            data-handle
            className={classes.handle}
            draggable
            aria-label={`Move, copy or remove: ${said}`}
            title="Drag to move; Alt and arrows move, Delete removes"
            onKeyDown={onKeyDown}
            onDragStart={(event) => {
              event.stopPropagation();
              event.dataTransfer.setData(dragType, String(node.id));
              event.dataTransfer.effectAllowed = 'move';
              const row = handle.current?.closest('li');
              if (row) event.dataTransfer.setDragImage(row, row.clientWidth - 12, 14);
            }}
          >
            <svg width={10} height={14} viewBox="0 0 10 14" fill="currentColor" aria-hidden>
              {[2, 7, 12].flatMap((y) => [2, 8].map((x) => <circle key={`${x} ${y}`} cx={x} cy={y} r={1.3} />))}
            </svg>
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => change((before) => duplicated(before, node.id))}>Duplicate</Menu.Item>
          <Menu.Item rightSection="Alt ↑" onClick={() => shift(-1)}>
            Move up
          </Menu.Item>
          <Menu.Item rightSection="Alt ↓" onClick={() => shift(1)}>
            Move down
          </Menu.Item>
          {inGroup && parentOf(root, parentOf(root, node.id)?.id ?? 0) && (
            <Menu.Item
              onClick={() =>
                change((before) => {
                  const parent = parentOf(before, node.id);
                  return parent ? movedTo(before, node.id, parent.id, 'after') : before;
                })
              }
            >
              Move out of the group
            </Menu.Item>
          )}
          <Menu.Item onClick={() => change((before) => wrapped(before, node.id, 'any'))}>Put in a group</Menu.Item>
          {isGroup && <Menu.Item onClick={() => change((before) => unwrapped(before, node.id))}>Take the group apart</Menu.Item>}
          <Menu.Divider />
          <Menu.Item color="pain" rightSection="Del" onClick={() => change((before) => removed(before, node.id))}>
            Remove
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </li>
  );
}
