import { Menu } from '@mantine/core';
import type { MapDocument } from '../engine/fields';
import { duplicate, insert, nudge, removal, type Command } from './board_commands';
import { useEditor } from './editor_context';
import { OpportunityItem } from './opportunities/opportunity_item';
import { headAt, type Board, type Range, type Spot } from './place';

export interface MenuAt {
  x: number;
  y: number;
}

interface BoardMenuProps {
  at: MenuAt;
  board: Board;
  document: MapDocument;
  spot: Spot;
  range: Range | null;
  card: string | null;
  run: (command: Command) => void;
  onEdit: () => void;
  onProperties: (() => void) | undefined;
  /** Opens the map of the step; null: it has none. */
  onOpen: (() => void) | null;
  onLinkTo: () => void;
  /** Opens the list of the device's pictures; null: this is no place for one. */
  onPicture: (() => void) | null;
  onComment: (() => void) | undefined;
  onCollapse: () => void;
  onClose: () => void;
}

const names = { stages: 'stage', steps: 'step', lanes: 'lane' } as const;

/** What can be done with a place, by mouse, finger or the context menu key. */
export function BoardMenu({ at, board, document, spot, range, card, run, onEdit, onProperties, onComment, onOpen, onLinkTo, onPicture, onCollapse, onClose }: BoardMenuProps) {
  const { mayWrite } = useEditor();
  const head = headAt(board, spot);
  const what = head ? names[head.in] : 'step';
  const isLane = what === 'lane';
  const lane = board.visible.lanes[spot.row - 2];
  const [before, after] = isLane ? ['above', 'below'] : ['before', 'after'];
  return (
    <Menu opened onClose={onClose} position="bottom-start" withinPortal returnFocus={false}>
      <Menu.Target>
        <span style={{ position: 'fixed', left: at.x, top: at.y, width: 1, height: 1 }} />
      </Menu.Target>
      <Menu.Dropdown>
        {onOpen && <Menu.Item onClick={onOpen} rightSection={<kbd>Enter</kbd>}>Open its map</Menu.Item>}
        {mayWrite && <Menu.Item onClick={onEdit} rightSection={<kbd>{onOpen ? 'F2' : 'Enter'}</kbd>}>Write</Menu.Item>}
        {mayWrite && onPicture && <Menu.Item onClick={onPicture}>Choose a picture…</Menu.Item>}
        {onProperties && <Menu.Item onClick={onProperties}>Properties</Menu.Item>}
        {onComment && <Menu.Item onClick={onComment} rightSection={<kbd>Ctrl Alt M</kbd>}>Comment</Menu.Item>}
        {mayWrite && (
          <>
            <OpportunityItem board={board} document={document} spot={spot} card={card} />
            <Menu.Divider />
            <Menu.Item onClick={() => run(insert(board, spot, 'before'))}>Insert a {what} {before}</Menu.Item>
            <Menu.Item onClick={() => run(insert(board, spot, 'after'))} rightSection={<kbd>Ctrl Enter</kbd>}>Insert a {what} {after}</Menu.Item>
            {head && <Menu.Item onClick={() => run(nudge(board, spot, null, isLane ? -1 : 0, isLane ? 0 : -1))}>Move {isLane ? 'up' : 'left'}</Menu.Item>}
            {head && <Menu.Item onClick={() => run(nudge(board, spot, null, isLane ? 1 : 0, isLane ? 0 : 1))}>Move {isLane ? 'down' : 'right'}</Menu.Item>}
            {head?.in === 'steps' && <Menu.Item onClick={onLinkTo} rightSection={<kbd>Alt L</kbd>}>Link to…</Menu.Item>}
            {isLane && <Menu.Item onClick={onCollapse}>{lane?.collapsed ? 'Unfold' : 'Fold'}</Menu.Item>}
            <Menu.Item onClick={() => run(duplicate(board, document, spot, card))} rightSection={<kbd>Ctrl D</kbd>}>Duplicate</Menu.Item>
            <Menu.Divider />
            <Menu.Item color="pain" onClick={() => range && run(removal(board, document, range, card))} rightSection={<kbd>Del</kbd>}>
              {head ? `Remove the ${what}` : 'Clear'}
            </Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
