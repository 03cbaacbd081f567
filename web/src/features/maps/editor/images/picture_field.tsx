import { Button, FileButton } from '@mantine/core';
import { useRef } from 'react';
import { imageAddress } from '../../../../api';
import type { Cell } from '../../engine/fields';
import { useEditor } from '../editor_context';
import panel from '../panel/panel.module.css';
import { pictureTypes } from './pictures';
import { usePictures } from './use_pictures';
import classes from './images.module.css';

/** The picture of a card: chosen, exchanged and taken away. Its text is the caption. */
export function PictureField({ id, cell }: { id: string; cell: Cell }) {
  const { mayWrite, perform } = useEditor();
  const { put, sending } = usePictures();
  const reset = useRef<() => void>(null);
  return (
    <div className={panel.field} role="group" aria-label="Picture">
      <span className={panel.label}>Picture</span>
      {cell.image ? <img className={classes.whole} src={imageAddress(cell.image)} alt={cell.text ?? ''} /> : <p className={panel.hint}>None yet. Choose one, or paste or drop one on the board: PNG, JPEG, GIF or WebP up to 5 MiB.</p>}
      {mayWrite && (
        <span className={classes.row}>
          <FileButton
            resetRef={reset} accept={pictureTypes.join(',')}
            onChange={(file) => {
              reset.current?.();
              if (file) void put([file], { lane: cell.lane, step: cell.step, card: id });
            }}
          >
            {(props) => <Button {...props} size="compact-sm" loading={sending > 0}>{cell.image ? 'Choose another…' : 'Choose a picture…'}</Button>}
          </FileButton>
          {cell.image && <Button size="compact-sm" onClick={() => perform([{ op: 'set', in: 'cells', id, field: 'image', value: null }])}>Take it away</Button>}
        </span>
      )}
    </div>
  );
}
