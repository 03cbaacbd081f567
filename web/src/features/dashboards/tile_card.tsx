import { ActionIcon, Button, Menu, Modal } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { useNavigate } from '@tanstack/react-router';
import { useRef, useState, type KeyboardEvent, type PointerEvent } from 'react';
import { useQuestion, useQueryDoc, type QueryDocument, type Range, type Tile } from '../../api';
import { EmptyState, ErrorState, PictureSkeleton } from '../../design';
import { csv } from '../../people/csv';
import { saveText } from '../../people/people_export';
import { AnswerFoot } from '../explore/answer_foot';
import { searchOf } from '../explore/ask/explore_search';
import { countedWords, WholeDefinition } from '../explore/counted_kind';
import { fileName, resultTable } from '../explore/keep/result_table';
import { savePng } from '../explore/keep/save_picture';
import { found } from '../explore/loosenings';
import { PictureRoom } from '../explore/pictures/picture_room';
import { asked } from './common';
import classes from './dashboards.module.css';
import { isDrawn, TilePicture } from './tile_picture';

interface TileCardProps {
  tile: Tile;
  range: Range | undefined;
  segment: string | undefined;
  full: boolean;
  arranging: boolean;
  onFull: (full: boolean) => void;
  onMove: (by: { x?: number; y?: number; width?: number; height?: number }) => void;
  onStep: (down: boolean) => void;
  onRename: (title: string) => void;
  onRemove: () => void;
}

/** One question of a dashboard; asked again when events arrive, as every answer on a screen is. */
export function TileCard(props: TileCardProps) {
  const { tile, range, segment, full, arranging } = props;
  const saved = useQuestion(tile.question ?? null);
  const own = tile.query ?? saved.data?.question.query ?? null;
  const document = own ? asked(own as QueryDocument, range, segment) : null;
  const drawn = document !== null && isDrawn(document) ? document : null;
  const answer = useQueryDoc(drawn);
  const data = answer.data?.kind === drawn?.kind ? answer.data : undefined;
  const root = useRef<HTMLElement>(null);
  const navigate = useNavigate();
  const [counting, setCounting] = useState(false);
  const body = useElementSize();
  const open = () => {
    if (!drawn) return;
    const untouched = range === undefined && segment === undefined;
    void navigate({ to: '/explore', search: { ...searchOf(drawn), ...(tile.question && untouched ? { question: tile.question } : {}) } as never });
  };
  const savePicture = async () => {
    const svg = root.current?.querySelector<SVGSVGElement>('svg[data-picture]');
    try {
      if (!svg) throw new Error('There is no picture to export.');
      await savePng(svg, fileName(tile.title));
    } catch (error) {
      notifications.show({ title: 'The picture was not exported', message: error instanceof Error ? error.message : 'It could not be drawn.' });
    }
  };
  const error = saved.error ?? answer.error;
  return (
    <section ref={root} className={classes.tile} aria-label={tile.title} data-full={full || undefined}>
      <header className={classes.tileHead}>
        {arranging ? (
          <Handle {...props} />
        ) : (
          <h2 className={classes.tileTitle}>
            <button type="button" onClick={open} disabled={!drawn} title="Open in Explore">
              {tile.title}
            </button>
          </h2>
        )}
        <Menu position="bottom-end" withinPortal>
          <Menu.Target>
            <ActionIcon aria-label={`More about ${tile.title}`}>⋯</ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item disabled={!drawn} onClick={open}>Open in Explore</Menu.Item>
            <Menu.Item onClick={() => props.onFull(!full)}>{full ? 'Back to the dashboard' : 'Full screen'}</Menu.Item>
            <Menu.Item disabled={!drawn} onClick={() => setCounting(true)}>How is this counted?</Menu.Item>
            <Menu.Divider />
            <Menu.Item disabled={!data} onClick={() => void savePicture()}>Picture (PNG)</Menu.Item>
            <Menu.Item
              disabled={!data || !drawn}
              onClick={() => data && drawn && saveText(`${fileName(tile.title)}.csv`, 'text/csv', csv(resultTable(drawn, data)))}
            >
              Table (CSV)
            </Menu.Item>
            <Menu.Divider />
            <Menu.Item color="pain" onClick={props.onRemove}>Remove from the dashboard</Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </header>
      <div ref={body.ref} className={classes.tileBody} aria-busy={answer.isFetching && !data}>
        {saved.isError ? (
          <EmptyState title="This question is gone">Somebody removed it. Remove the tile, or save the question again.</EmptyState>
        ) : error ? (
          <ErrorState error={error} onRetry={() => void answer.refetch()} />
        ) : document !== null && drawn === null ? (
          <EmptyState title="This kind of question has no picture here">Open it where it was saved.</EmptyState>
        ) : drawn === null || data === undefined ? (
          <PictureSkeleton height="100%" />
        ) : found(drawn.kind, data.result) === 0 ? (
          <EmptyState title="Nobody matches this question">Choose another period or segment.</EmptyState>
        ) : (
          <PictureRoom.Provider value={body.height > 0 ? body.height : null}>
            <TilePicture document={drawn} answer={data} onOpen={open} />
          </PictureRoom.Provider>
        )}
      </div>
      {drawn && data && (
        <footer className={classes.tileFoot}>
          <AnswerFoot document={drawn} answer={data} fetching={answer.isFetching} notes={found(drawn.kind, data.result) === 0} />
        </footer>
      )}
      {counting && drawn && (
        <Modal opened onClose={() => setCounting(false)} title={`How “${tile.title}” is counted`} size="lg">
          <p>{countedWords(drawn.kind)}</p>
          {(data?.notes ?? []).map((note) => (
            <p key={note} style={{ marginTop: 8 }}>{note}</p>
          ))}
          <details style={{ margin: '12px 0 2px' }}>
            <summary style={{ cursor: 'pointer' }}>The whole definition</summary>
            <div style={{ marginTop: 8 }}>
              <WholeDefinition kind={drawn.kind} />
            </div>
          </details>
          <Button mt={14} onClick={open}>Open in Explore</Button>
        </Modal>
      )}
    </section>
  );
}

/** While a dashboard is arranged: drag it, or use the arrows; with shift they change the size. */
function Handle({ tile, onMove, onStep, onRename }: TileCardProps) {
  const drag = useRef<{ x: number; y: number; unit: number; row: number; sizing: boolean } | null>(null);
  const onKeyDown = (event: KeyboardEvent) => {
    const sign = event.key === 'ArrowLeft' || event.key === 'ArrowUp' ? -1 : 1;
    const across = event.key === 'ArrowLeft' || event.key === 'ArrowRight';
    if (!across && event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
    event.preventDefault();
    if (event.shiftKey) onMove(across ? { width: sign } : { height: sign });
    else if (across) onMove({ x: sign });
    else onStep(sign > 0);
  };
  const begin = (event: PointerEvent<HTMLElement>, sizing: boolean) => {
    const grid = event.currentTarget.closest<HTMLElement>('[data-grid]');
    if (!grid || event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    drag.current = { x: event.clientX, y: event.clientY, unit: grid.clientWidth / 12, row: 64, sizing };
  };
  const move = (event: PointerEvent<HTMLElement>) => {
    const from = drag.current;
    if (!from) return;
    const x = Math.round((event.clientX - from.x) / from.unit);
    const y = Math.round((event.clientY - from.y) / from.row);
    if (x === 0 && y === 0) return;
    onMove(from.sizing ? { width: x, height: y } : { x, y });
    drag.current = { ...from, x: from.x + x * from.unit, y: from.y + y * from.row };
  };
  const end = () => {
    drag.current = null;
  };
  return (
    <>
      <button
        type="button"
        className={classes.handle}
        aria-label={`Move ${tile.title}. Arrows move it, with shift they change its size`}
        onKeyDown={onKeyDown}
        onPointerDown={(event) => begin(event, false)}
        onPointerMove={move}
        onPointerUp={end}
        onPointerCancel={end}
      >
        ⠿
      </button>
      <input
        className={classes.rename}
        aria-label={`Title of ${tile.title}`}
        maxLength={200}
        defaultValue={tile.title}
        onBlur={(event) => {
          const title = event.currentTarget.value.trim();
          if (title !== '' && title !== tile.title) onRename(title);
        }}
      />
      <span
        className={classes.corner}
        aria-hidden
        onPointerDown={(event) => begin(event, true)}
        onPointerMove={move}
        onPointerUp={end}
        onPointerCancel={end}
      />
    </>
  );
}
