import { useRef } from 'react';
import { useSayOnMap, type MapComment, type MapCommentDraft } from '../../../../api';

const keyBytes = 16;
const freshKey = () => Array.from(crypto.getRandomValues(new Uint8Array(keyBytes)), (byte) => byte.toString(16).padStart(2, '0')).join('');

/** Says something once, however often it has to be sent: the same words go under the same key. */
export function useSay(map: string) {
  const say = useSayOnMap(map);
  const last = useRef<{ said: string; key: string } | null>(null);
  return {
    sending: say.isPending,
    problem: say.error,
    say: (draft: MapCommentDraft, onSaid: (comment: MapComment) => void) => {
      const said = JSON.stringify(draft);
      if (last.current?.said !== said) last.current = { said, key: freshKey() };
      say.mutate(
        { draft, key: last.current.key },
        {
          onSuccess: (comment) => {
            last.current = null;
            onSaid(comment);
          },
        },
      );
    },
  };
}
