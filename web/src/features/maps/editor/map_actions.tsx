import { Button, Menu } from '@mantine/core';
import type { RefObject } from 'react';
import { PlusIcon, Tag } from '../../../design';
import { initials } from '../../../people/initials';
import { laneKinds, type LaneKind } from '../engine/fields';
import type { SessionState } from '../engine/session';
import type { BoardHandle } from './board';
import { insert } from './board_commands';
import { addLane, addStage } from './commands';
import { useEditor } from './editor_context';
import { laneKindWords } from './lane_kinds';
import type { PanelName } from './map_search';
import type { Board, Spot } from './place';
import { personColour } from './presence_mark';
import classes from './board.module.css';

interface MapActionsProps {
  state: SessionState;
  board: Board;
  spot: Spot;
  handle: RefObject<BoardHandle | null>;
  panel: PanelName | undefined;
  /** Opens what stands beside the board, or closes it. */
  onPanel: (panel: PanelName) => void;
}

/** Undo, adding, who else is here, and what is known of the selection. */
export function MapActions({ state, board, spot, handle, panel, onPanel }: MapActionsProps) {
  const { session, mayWrite } = useEditor();
  const addKind = (kind: LaneKind) => {
    const { operations, id } = addLane(board.visible, spot.row >= 2 ? spot.row - 1 : board.visible.lanes.length, kind);
    handle.current?.perform({ operations, select: id ? { in: 'lanes', id } : undefined });
  };
  const addingStage = () => {
    const stage = board.visible.columns[spot.column]?.stage;
    const at = board.visible.stages.findIndex(({ id }) => id === stage);
    const { operations, id } = addStage(board.visible, at < 0 ? board.visible.stages.length - 1 : at, 'after');
    handle.current?.perform({ operations, select: id ? { in: 'stages', id } : undefined });
  };
  const isEmpty = board.visible.stages.length === 0 && board.visible.lanes.length === 0;
  return (
    <>
      {state.document.about.state === 'future' && <Tag tone="accent">future state</Tag>}
      {!mayWrite && <Tag>read only</Tag>}
      {state.present.length > 0 && (
        <span className={classes.people} role="group" aria-label="Also here">
          {state.present.slice(0, 5).map(({ client, user }) => (
            <span key={client} className={classes.person} style={{ background: personColour(user.id) }} title={user.name} role="img" aria-label={user.name}>
              {initials(user.name)}
            </span>
          ))}
          {state.present.length > 5 && <span className={classes.person}>+{state.present.length - 5}</span>}
        </span>
      )}
      {mayWrite && (
        <>
          <Button onClick={() => session.undo()} disabled={!state.canUndo} aria-keyshortcuts="Control+Z">Undo</Button>
          <Button onClick={() => session.redo()} disabled={!state.canRedo} aria-keyshortcuts="Control+Y">Redo</Button>
        </>
      )}
      <Button aria-pressed={panel === 'numbers'} onClick={() => onPanel('numbers')}>Numbers</Button>
      <Button aria-pressed={panel === 'properties'} onClick={() => onPanel('properties')}>Properties</Button>
      {mayWrite && !isEmpty && (
        <Menu position="bottom-end" width={300} returnFocus={false} onClose={() => handle.current?.focus()}>
          <Menu.Target>
            <Button variant="filled" leftSection={<PlusIcon size={14} />}>Add</Button>
          </Menu.Target>
          <Menu.Dropdown mah="70vh" style={{ overflowY: 'auto' }}>
            <Menu.Item onClick={() => handle.current?.perform(insert(board, { ...spot, row: 1, column: Math.max(0, spot.column) }, 'after'))}>A step</Menu.Item>
            <Menu.Item onClick={addingStage}>A stage</Menu.Item>
            <Menu.Divider />
            <Menu.Label>Lanes</Menu.Label>
            {(Object.keys(laneKindWords) as LaneKind[]).filter((kind) => laneKinds.includes(kind)).map((kind) => (
              <Menu.Item key={kind} onClick={() => addKind(kind)}>
                {laneKindWords[kind].title}
                <small style={{ display: 'block', color: 'var(--ink-3)' }}>{laneKindWords[kind].what}</small>
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
    </>
  );
}
