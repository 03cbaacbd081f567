import { useCallback, useEffect, useImperativeHandle, useMemo, useRef, useState, type KeyboardEvent, type PointerEvent, type Ref } from 'react';
import { freshId } from '../engine/fields';
import type { SessionState } from '../engine/session';
import { readTable } from '../engine/tsv';
import { asText } from '../engine/values';
import { visible as seeing } from '../engine/visible';
import { insert, duplicate, removal, nudge, dropped, linked, type Command } from './board_commands';
import { boardKey, type BoardKey } from './board_keys';
import { BoardMenu, type MenuAt } from './board_menu';
import { cleared, copied, holdsSeveral, pasted } from './clipboard';
import { useEditor } from './editor_context';
import { Heads } from './heads';
import { BoardPictures, type PicturesHandle } from './images/board_pictures';
import { LinkTo } from './links/link_to';
import type { LinkActions } from './links/link_words';
import { linksOf } from './links/link_lines';
import { LaneRow, type Editing, type RowActions } from './lane_row';
import { stageHeight, type Layout } from './layout';
import { seenBy } from './personas/persona_view';
import { placeOf, settled, spotOf, stagesRow, stepsRow, headColumn, moved, type Board as BoardShape, type Spot } from './place';
import { focusSpot, movedTo, rangeIn, selecting, type Selection } from './selection';
import { cardsAt } from './selected_thing';
import { placeUnder, useDrag } from './use_drag';
import type { useView } from './use_view';
import classes from './board.module.css';

export interface BoardHandle {
  focus: () => void;
  perform: (command: Command) => void;
  spot: () => Spot;
  /** Finds the step that a link from this one leads to. */
  linkTo: (step: string) => void;
}

interface BoardProps {
  board: BoardShape;
  layout: Layout;
  view: ReturnType<typeof useView>;
  scroller: { current: HTMLDivElement | null };
  state: SessionState;
  selection: Selection | null;
  onSelect: (selection: Selection | null) => void;
  /** The link that is selected. */
  link: string | null;
  onLink: (link: string | null) => void;
  /** Opens the map of what happens within a step. */
  onOpenMap?: (map: string) => void;
  onFind?: () => void;
  onHelp?: () => void;
  /** Opens what is known of the selected thing. */
  onProperties?: () => void;
  /** Begins a comment on the selected thing. */
  onComment?: () => void;
  ref?: Ref<BoardHandle>;
}

/** The board of a map: a grid that is written in like a spreadsheet. */
export function Board({ board, layout, view, scroller, state, selection, onSelect, link, onLink, onOpenMap, onFind, onHelp, onProperties, onComment, ref }: BoardProps) {
  const { session, mayWrite, perform, persona } = useEditor();
  const [editing, setEditing] = useState<Editing | null>(null);
  const [linkFrom, setLinkFrom] = useState<string | null>(null);
  const [editingLink, setEditingLink] = useState<string | null>(null);
  const [menuAt, setMenuAt] = useState<MenuAt | null>(null);
  const [panning, setPanning] = useState(false);
  const pictures = useRef<PicturesHandle>(null);
  const last = useRef<Spot>({ row: 1, column: 0 });
  const pressing = useRef(false);
  /** The focus comes by a press, which selects by itself. */
  const pressed = useRef(false);
  const pan = useRef<{ x: number; y: number } | null>(null);
  const { visible } = board;
  const spot = focusSpot(board, selection, last.current);
  last.current = spot;
  const range = selection ? rangeIn(board, selection, spot) : null;
  const { document } = state;

  const focusGrid = useCallback(() => scroller.current?.focus({ preventScroll: true }), [scroller]);
  const select = (next: Selection | null) => {
    onSelect(next);
    const to = next && spotOf(board, next.focus);
    if (to) view.reveal(to.row, to.column);
  };
  /** Does it and selects what came of it, as soon as it is on the board. */
  const wanted = useRef<Command['select'] | null>(null);
  const run = (command: Command) => {
    if (!mayWrite) return;
    wanted.current = command.select ?? null;
    perform(command.operations);
    if (command.link) onLink(command.link);
    if (command.to) select(selecting(placeOf(board, command.to), command.card ?? null));
    else if (command.card && selection) onSelect({ ...selection, card: command.card });
  };
  useEffect(() => {
    const want = wanted.current;
    if (!want) return;
    const column = want.in === 'lanes' ? headColumn : want.in === 'steps' ? want.id : (board.columns[visible.stages.find(({ id }) => id === want.id)?.from ?? -1] ?? '');
    const place = { row: want.in === 'lanes' ? want.id : want.in === 'steps' ? stepsRow : stagesRow, column };
    if (!spotOf(board, place)) return;
    wanted.current = null;
    select(selecting(place));
  }, [board]);

  const startEditing = (at: Spot, card: string | null, first = '') => {
    if (!mayWrite) return;
    const place = placeOf(board, at);
    const where = visible.columns[at.column];
    const lane = visible.lanes[at.row - 2];
    if (at.row < 2 || at.column < 0) {
      if (at.row === 1 && !where?.step) return;
      setEditing({ row: place.row, column: place.column, card: '', first });
      return;
    }
    if (!lane || lane.collapsed || !where?.step) return;
    if (lane.kind === 'line') return select(selecting({ row: lane.id, column: headColumn }));
    const cards = cardsAt(board, at);
    const isNew = card === null && (cards.length === 0 || (first !== '' && holdsSeveral(lane.kind ?? 'text')));
    const id = isNew ? freshId(lane.kind === 'pain' ? 'pains' : 'cells') : (card ?? cards[0]?.id ?? '');
    setEditing({ row: place.row, column: place.column, card: id, first });
  };
  const anotherCard = () => {
    const lane = visible.lanes[spot.row - 2];
    if (!mayWrite || !lane || lane.kind === 'emotion' || lane.kind === 'line' || !visible.columns[spot.column]?.step) return;
    const place = placeOf(board, spot);
    setEditing({ row: place.row, column: place.column, card: freshId(lane.kind === 'pain' ? 'pains' : 'cells'), first: '' });
  };

  const { dragged, press } = useDrag(scroller, (what) => run(dropped(board, what)), (x, y) => setMenuAt({ x, y }));
  const dropAt = dragged?.over ?? null;

  const latest = useRef({ board, spot, startEditing, anotherCard, select, press, onLink });
  latest.current = { board, spot, startEditing, anotherCard, select, press, onLink };
  const actions = useMemo<RowActions>(
    () => ({
      onMenu: (row, column, x, y) => {
        latest.current.select(selecting(placeOf(latest.current.board, settled(latest.current.board, { row, column }))));
        setMenuAt({ x, y });
      },
      onDone: (how) => {
        setEditing(null);
        if (how === 'blur') return;
        focusGrid();
        const { board: now, spot: at } = latest.current;
        if (how === 'next' || how === 'previous') latest.current.select(selecting(placeOf(now, moved(now, at, 0, how === 'next' ? 1 : -1))));
        if (how === 'another') latest.current.anotherCard();
      },
      onLinkPress: (event, step, title) => latest.current.press(event, 'link', step, `Link ${title} to…`),
      onLinkTo: setLinkFrom,
    }),
    [focusGrid],
  );

  const linkActions = useMemo<LinkActions>(
    () => ({
      onSelect: (id) => latest.current.onLink(id),
      onEdit: (id) => {
        setEditingLink(id);
        if (id) latest.current.onLink(id);
      },
      onGo: (id, by) => {
        const { links } = latest.current.board.visible;
        const next = links[(links.findIndex((one) => one.id === id) + by + links.length) % links.length];
        if (next) latest.current.onLink(next.id);
      },
      onLeave: focusGrid,
    }),
    [focusGrid],
  );
  // A link that is selected has the focus, so that keys change it.
  useEffect(() => {
    if (!link || editingLink) return;
    const line = layout.links.lines.find(({ id }) => id === link);
    if (line) view.reveal(1, line.from);
    requestAnimationFrame(() => window.document.getElementById(`link-${link}`)?.focus({ preventScroll: true }));
  }, [link, editingLink !== null]);
  const stepHere = visible.columns[spot.column]?.step;
  const mapHere = spot.row === 1 ? stepHere?.map : undefined;

  const place = selection?.focus;
  useEffect(() => {
    // Who has nothing selected is here all the same.
    if (!selection) return session.tell({});
    const lane = visible.lanes[spot.row - 2];
    const step = visible.columns[spot.column]?.step?.id;
    const head = spot.row === 0 ? visible.columns[spot.column]?.stage : spot.row === 1 ? step : undefined;
    session.tell({ ...(lane ? { lane: lane.id } : {}), ...(step && spot.row >= 2 ? { step } : {}), ...(head ? { id: head } : {}), ...(editing ? { writing: true } : {}) });
  }, [session, place?.row, place?.column, editing !== null]);

  useImperativeHandle(ref, () => ({ focus: focusGrid, perform: run, spot: () => latest.current.spot, linkTo: setLinkFrom }));

  const doKey = (key: BoardKey): boolean => {
    const go = (to: Spot, extend: boolean) => select(movedTo(board, selection, to, extend));
    switch (key.do) {
      case 'move': go(selection ? moved(board, spot, key.down, key.right) : spot, key.extend); return true;
      case 'edge': go({ row: key.down < 0 ? 0 : key.down > 0 ? board.rows.length - 1 : spot.row, column: key.right < 0 ? 0 : key.right > 0 ? board.columns.length - 1 : spot.column }, key.extend); return true;
      case 'page': go({ row: spot.row + key.down * 6, column: spot.column }, false); return true;
      case 'nudge': run(nudge(board, spot, selection?.card ?? null, key.down, key.right)); return true;
      case 'edit': if (mayWrite) startEditing(spot, selection?.card ?? null); else onProperties?.(); return true;
      case 'open': if (mapHere && onOpenMap) onOpenMap(mapHere); else doKey({ do: 'edit' }); return true;
      case 'link': if (mayWrite && stepHere) setLinkFrom(stepHere.id); return true;
      case 'links': onLink((stepHere && linksOf(visible, stepHere.id)[0]?.id) ?? link); return true;
      case 'find': onFind?.(); return onFind !== undefined;
      case 'help': onHelp?.(); return true;
      case 'type': startEditing(spot, selection?.card ?? null, key.text); return true;
      case 'another': anotherCard(); return true;
      case 'insert': run(insert(board, spot, key.side)); return true;
      case 'duplicate': run(duplicate(board, document, spot, selection?.card ?? null)); return true;
      case 'remove': if (range) run(removal(board, document, range, selection?.card ?? null)); return true;
      case 'undo': if (mayWrite) session.undo(); return true;
      case 'redo': if (mayWrite) session.redo(); return true;
      case 'all': select({ anchor: placeOf(board, { row: 0, column: 0 }), focus: placeOf(board, { row: board.rows.length - 1, column: board.columns.length - 1 }), card: null }); return true;
      case 'collapse': collapse(); return true;
      case 'zoom_in': view.zoomAt(view.zoom * 120); return true;
      case 'zoom_out': view.zoomAt(view.zoom * 83); return true;
      case 'zoom_whole': view.zoomAt(100); return true;
      case 'zoom_fit': view.fit(); return true;
      case 'menu': openMenu(); return true;
      case 'comment': onComment?.(); return true;
      case 'escape':
        if (selection && (selection.card !== null || selection.anchor !== selection.focus)) select(selecting(selection.focus));
        else onSelect(null);
        return true;
    }
  };
  const collapse = () => {
    const lane = visible.lanes[spot.row - 2];
    if (lane && mayWrite) perform([{ op: 'set', in: 'lanes', id: lane.id, field: 'collapsed', value: !lane.collapsed }]);
  };
  const openMenu = () => {
    const box = window.document.getElementById(`p-${spot.row}-${spot.column}`)?.getBoundingClientRect();
    if (box) setMenuAt({ x: box.left + 12, y: Math.min(box.bottom, window.innerHeight - 40) });
  };
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    if (event.target !== event.currentTarget) return;
    if (event.key === ' ') {
      event.preventDefault();
      if (!event.repeat) setPanning(true);
      return;
    }
    if (event.key === 'Tab' && selection && canTab(event.shiftKey)) {
      event.preventDefault();
      select(movedTo(board, selection, moved(board, spot, 0, event.shiftKey ? -1 : 1), false));
      return;
    }
    const key = boardKey(event);
    if (!key || !doKey(key)) return;
    event.preventDefault();
    // Letters are written here and lead to no other screen.
    event.stopPropagation();
  };
  /** At the ends of a row Tab leaves the board, so that nobody is caught in it. */
  const canTab = (back: boolean) => moved(board, spot, 0, back ? -1 : 1).column !== spot.column;

  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    const target = event.target as HTMLElement;
    if (target.closest('textarea, input, a, button, [role=slider]')) return;
    if (panning || event.button === 1) {
      pan.current = { x: event.clientX, y: event.clientY };
      event.currentTarget.setPointerCapture(event.pointerId);
      event.preventDefault();
      return;
    }
    const element = target.closest<HTMLElement>('[data-row]');
    if (!element || event.button > 0) return;
    const at = { row: Number(element.dataset.row), column: Number(element.dataset.column) };
    const card = target.closest<HTMLElement>('[data-card]')?.dataset.card ?? null;
    const to = settled(board, at);
    if (event.shiftKey && selection) select({ ...selection, focus: placeOf(board, to), card: null });
    else select(selecting(placeOf(board, to), card));
    pressed.current = true;
    focusGrid();
    pressed.current = false;
    if (event.pointerType !== 'touch') event.preventDefault();
    if (!mayWrite) return;
    const label = element.textContent?.slice(0, 60) ?? '';
    if (card) press(event, 'card', card, target.closest('[data-card]')?.textContent?.slice(0, 60) ?? '');
    else if (element.dataset.stage) press(event, 'stage', element.dataset.stage, label.replace('⋯', ''));
    else if (element.dataset.step) press(event, 'step', element.dataset.step, label.replace('⋯', ''));
    else if (element.dataset.lane) press(event, 'lane', element.dataset.lane, label.replace('⋯', ''));
    else pressing.current = true;
  };
  const onPointerMove = (event: PointerEvent<HTMLDivElement>) => {
    const { current } = pan;
    if (current && scroller.current) {
      scroller.current.scrollLeft -= event.clientX - current.x;
      scroller.current.scrollTop -= event.clientY - current.y;
      pan.current = { x: event.clientX, y: event.clientY };
      return;
    }
    if (!pressing.current || event.buttons !== 1 || !selection) return;
    const over = placeUnder(event.clientX, event.clientY);
    if (!over || (over.row === spot.row && over.column === spot.column)) return;
    onSelect({ ...selection, focus: placeOf(board, settled(board, over)), card: null });
  };
  const onPointerUp = () => {
    pressing.current = false;
    pan.current = null;
  };

  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const isHere = (event: Event) => event.target === element && range !== null;
    const onCopy = (event: ClipboardEvent) => {
      if (!isHere(event) || !range) return;
      event.preventDefault();
      event.clipboardData?.setData('text/plain', copied(board, range));
      if (event.type === 'cut' && mayWrite) perform(cleared(board, document, range));
    };
    const onPaste = (event: ClipboardEvent) => {
      if (!isHere(event) || !range || !mayWrite) return;
      event.preventDefault();
      const text = event.clipboardData?.getData('text/plain') ?? '';
      if (text !== '') perform(pasted(document, { row: range.top, column: range.left }, readTable(text).map((row) => row.map(asText)), (now) => seenBy()(seeing(now), persona), persona ? { persona } : {}));
    };
    element.addEventListener('copy', onCopy);
    element.addEventListener('cut', onCopy);
    element.addEventListener('paste', onPaste);
    return () => {
      element.removeEventListener('copy', onCopy);
      element.removeEventListener('cut', onCopy);
      element.removeEventListener('paste', onPaste);
    };
  });

  const { shown } = view;
  const lanes = [];
  for (let at = Math.max(0, shown.firstLane); at <= Math.min(shown.lastLane, visible.lanes.length - 1); at += 1) lanes.push(at);
  if (spot.row >= 2 && !lanes.includes(spot.row - 2) && spot.row - 2 < visible.lanes.length) lanes.push(spot.row - 2);
  const to = Math.min(shown.lastColumn, visible.columns.length - 1);
  const headHeight = stageHeight + layout.stepHeight;
  return (
    <div
      ref={scroller} className={classes.scroller} role="grid" tabIndex={0} aria-label="Journey map" aria-multiselectable aria-readonly={!mayWrite} data-panning={panning || undefined}
      aria-rowcount={board.rows.length} aria-colcount={board.columns.length + 1} aria-activedescendant={selection ? `p-${spot.row}-${spot.column}` : undefined}
      onKeyDown={onKeyDown} onKeyUp={(event) => event.key === ' ' && setPanning(false)} onPointerDown={onPointerDown} onPointerMove={onPointerMove} onPointerUp={onPointerUp}
      onBlur={() => setPanning(false)}
      onDoubleClick={(event) => {
        const target = event.target as HTMLElement;
        if (target.closest('textarea, a, button')) return;
        if (target.closest('[data-row]')) startEditing(spot, target.closest<HTMLElement>('[data-card]')?.dataset.card ?? null);
      }}
      onContextMenu={(event) => {
        if (!(event.target as HTMLElement).closest('[data-row]')) return;
        event.preventDefault();
        const under = placeUnder(event.clientX, event.clientY);
        const isIn = under && range && under.row >= range.top && under.row <= range.bottom && under.column >= range.left && under.column <= range.right;
        if (under && !isIn) select(selecting(placeOf(board, settled(board, under))));
        setMenuAt({ x: event.clientX, y: event.clientY });
      }}
      onFocus={(event) => {
        if (event.target === event.currentTarget && !selection && !pressed.current && board.columns.length > 0) onSelect(selecting(placeOf(board, spot)));
      }}
    >
      <div className={classes.sheet} style={{ width: layout.width, height: layout.height, zoom: view.zoom }}>
        <Heads
          visible={visible} stepHeight={layout.stepHeight} picture={layout.links} link={link} editingLink={editingLink} linkActions={linkActions} from={shown.firstColumn} to={to} range={range && range.top < 2 ? range : null} focus={selection && spot.row < 2 ? spot : null}
          editing={editing && (editing.row === stagesRow || editing.row === stepsRow) ? editing : null} present={state.present} drop={dropAt && dragged?.what === 'link' ? { row: 1, column: dropAt.column } : dropAt && dropAt.row < 2 ? dropAt : null} actions={actions}
        />
        <div className={classes.body} style={{ top: headHeight }} role="rowgroup">
          {lanes.map((at) => {
            const lane = visible.lanes[at];
            if (!lane) return null;
            const row = at + 2;
            const top = layout.tops[at] ?? 0;
            return (
              <LaneRow
                key={lane.id} visible={visible} lane={lane} row={row} top={top} height={(layout.tops[at + 1] ?? top) - top} from={shown.firstColumn} to={to}
                range={range} focusColumn={selection && spot.row === row ? spot.column : null} card={selection?.card ?? null} editing={editing?.row === lane.id ? editing : null}
                present={state.present} dropColumn={dragged?.what === 'card' && dropAt?.row === row ? dropAt.column : null} dropBefore={dragged?.what === 'lane' && dropAt?.row === row} actions={actions}
              />
            );
          })}
        </div>
      </div>
      {dragged && (
        <div className={classes.ghost} style={{ left: dragged.x + 10, top: dragged.y + 10 }}>
          {dragged.label || 'Moving'}
        </div>
      )}
      {menuAt && <BoardMenu at={menuAt} board={board} document={document} spot={spot} range={range} card={selection?.card ?? null} run={run} onEdit={() => startEditing(spot, selection?.card ?? null)} onOpen={mapHere && onOpenMap ? () => onOpenMap(mapHere) : null} onLinkTo={() => stepHere && setLinkFrom(stepHere.id)} onPicture={visible.lanes[spot.row - 2]?.kind === 'image' && stepHere ? () => pictures.current?.choose(spot) : null} onProperties={onProperties} onComment={onComment} onCollapse={collapse} onClose={() => { setMenuAt(null); focusGrid(); }} />}
      <BoardPictures ref={pictures} board={board} scroller={scroller} spot={selection ? spot : null} />
      {linkFrom && visible.columnOf.has(linkFrom) && <LinkTo visible={visible} from={linkFrom} onLink={(to) => { setLinkFrom(null); run(linked(board, linkFrom, to)); }} onClose={() => { setLinkFrom(null); focusGrid(); }} />}
    </div>
  );
}

