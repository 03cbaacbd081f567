import { useState } from 'react';
import { asProblem, useKeepImage } from '../../../../api';
import { failed } from '../../../../shell/toast';
import { asText } from '../../engine/values';
import { visible as seeing } from '../../engine/visible';
import { addCell } from '../commands';
import { useEditor } from '../editor_context';
import { captionOf, picturesAtOnce, wrongWith } from './pictures';

/** Where pictures come to stand: a place of a lane of pictures, or a card of it that is to have another one. */
export interface PicturePlace {
  lane: string;
  step: string;
  card?: string;
}

/** Sends pictures to the server and puts them on the map; what cannot be one is said in words. */
export function usePictures() {
  const { session, mayWrite, perform, persona } = useEditor();
  const keep = useKeepImage();
  const [sending, setSending] = useState(0);
  const put = async (files: readonly File[], place: PicturePlace) => {
    if (!mayWrite) return;
    if (files.length > picturesAtOnce) failed('These are many pictures', new Error(`Take at most ${picturesAtOnce} at once.`));
    for (const [at, file] of files.slice(0, picturesAtOnce).entries()) {
      const wrong = wrongWith(file);
      if (wrong) {
        failed('The picture was not taken', new Error(wrong));
        continue;
      }
      setSending((count) => count + 1);
      try {
        const { id } = await keep.mutateAsync(file);
        const visible = seeing(session.snapshot().document);
        if (place.card && at === 0) perform([{ op: 'set', in: 'cells', id: place.card, field: 'image', value: id }]);
        else perform(addCell(visible, place.lane, place.step, { image: id, text: asText(captionOf(file.name)), ...(persona ? { persona } : {}) }).operations);
      } catch (error) {
        failed('The picture was not kept', asProblem(error));
      } finally {
        setSending((count) => count - 1);
      }
    }
  };
  return { put, sending };
}
