import { useEffect, useImperativeHandle, useRef, type Ref, type RefObject } from 'react';
import { failed } from '../../../../shell/toast';
import { useEditor } from '../editor_context';
import type { Board, Spot } from '../place';
import { placeUnder } from '../use_drag';
import { filesOf, pictureTypes } from './pictures';
import { usePictures, type PicturePlace } from './use_pictures';
import classes from './images.module.css';

export interface PicturesHandle {
  /** Opens the list of the device's files for a place. */
  choose: (spot: Spot) => void;
}

interface BoardPicturesProps {
  board: Board;
  scroller: RefObject<HTMLElement | null>;
  /** Where the focus is; null: nothing is selected. */
  spot: Spot | null;
  ref?: Ref<PicturesHandle>;
}

function placeAt({ visible }: Board, spot: Spot | null): PicturePlace | null {
  const lane = spot && visible.lanes[spot.row - 2];
  const step = spot && visible.columns[spot.column]?.step;
  if (!lane || lane.kind !== 'image' || !step) return null;
  const bare = visible.cellsAt(lane.id, step.id).find(({ image }) => image === undefined);
  return { lane: lane.id, step: step.id, ...(bare ? { card: bare.id } : {}) };
}

/** Takes pictures that are pasted, dropped or chosen into lanes of pictures. */
export function BoardPictures({ board, scroller, spot, ref }: BoardPicturesProps) {
  const { mayWrite } = useEditor();
  const { put, sending } = usePictures();
  const input = useRef<HTMLInputElement>(null);
  const chosenFor = useRef<PicturePlace | null>(null);
  useImperativeHandle(ref, () => ({
    choose: (at) => {
      chosenFor.current = placeAt(board, at);
      if (chosenFor.current) input.current?.click();
    },
  }));
  useEffect(() => {
    const element = scroller.current;
    if (!element || !mayWrite) return;
    const take = (files: File[], at: Spot | null) => {
      const place = placeAt(board, at);
      if (place) void put(files, place);
      else failed('A picture needs a lane of pictures', new Error('Add the lane “Pictures”, select a step in it and paste or drop the picture there.'));
    };
    const onPaste = (event: ClipboardEvent) => {
      const files = filesOf(event.clipboardData);
      // What a spreadsheet copies is text and a picture of it: the text is meant.
      if (event.target !== element || files.length === 0 || (event.clipboardData?.getData('text/plain') ?? '') !== '') return;
      event.preventDefault();
      take(files, spot);
    };
    const carriesFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;
    const onDragOver = (event: DragEvent) => {
      if (!carriesFiles(event) || !event.dataTransfer) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = placeAt(board, placeUnder(event.clientX, event.clientY)) ? 'copy' : 'none';
    };
    const onDrop = (event: DragEvent) => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      take(filesOf(event.dataTransfer), placeUnder(event.clientX, event.clientY));
    };
    element.addEventListener('paste', onPaste);
    element.addEventListener('dragover', onDragOver);
    element.addEventListener('drop', onDrop);
    return () => {
      element.removeEventListener('paste', onPaste);
      element.removeEventListener('dragover', onDragOver);
      element.removeEventListener('drop', onDrop);
    };
  });
  return (
    <>
      <input
        ref={input} type="file" hidden multiple accept={pictureTypes.join(',')} aria-label="Pictures of this device"
        onChange={(event) => {
          const files = [...(event.currentTarget.files ?? [])];
          event.currentTarget.value = '';
          if (chosenFor.current && files.length > 0) void put(files, chosenFor.current);
        }}
      />
      {sending > 0 && <span className={classes.sending} role="status">Keeping {sending === 1 ? 'the picture' : `${sending} pictures`} …</span>}
    </>
  );
}
