import { useMutation, useQueryClient } from '@tanstack/react-query';
import { changeMap, useBeginMap } from '../../../../api';
import { failed } from '../../../../shell/toast';
import type { MapDocument } from '../../engine/fields';
import { useEditor } from '../editor_context';

export const stateWords = { current: 'current state', future: 'future state' } as const;

export const otherState = ({ about }: MapDocument) => (about.state === 'future' ? 'current' : 'future');

/** The document of the other state: a copy with the same ids, so that both can be laid over each other step by step. */
export function twinOf(document: MapDocument, id: string): MapDocument {
  const { about } = document;
  const state = otherState(document);
  const { status: _, review_on: __, state: ___, ...rest } = about;
  const title = `${(about.title ?? '').replace(/, (current|future) state$/, '') || 'Map without a name'}, ${stateWords[state]}`;
  return { ...document, about: { ...rest, title: [...title].slice(0, 500).join(''), counterpart: id, ...(state === 'future' ? { state } : {}) } };
}

/** What binds a map to that of the other state and parts the two again; both maps know of it. */
export function useCounterpart(id: string, document: MapDocument) {
  const { perform } = useEditor();
  const begin = useBeginMap();
  const client = useQueryClient();
  const set = (map: string | null) => perform([{ op: 'set', in: 'about', id: 'about', field: 'counterpart', value: map }]);
  const tell = useMutation({
    mutationFn: ({ map, counterpart }: { map: string; counterpart: string | null }) => changeMap(map, [{ op: 'set', in: 'about', id: 'about', field: 'counterpart', value: counterpart }]),
    onSuccess: () => void client.invalidateQueries({ queryKey: ['maps'], exact: true }),
    onError: (error) => failed('The other map does not know of it', error),
  });
  const { counterpart } = document.about;
  return {
    isMaking: begin.isPending,
    make: (onMade: (map: string) => void) =>
      begin.mutate(
        { document: twinOf(document, id) },
        {
          onSuccess: ({ id: map }) => {
            set(map);
            onMade(map);
          },
          onError: (error) => failed(`The ${stateWords[otherState(document)]} was not made`, error),
        },
      ),
    choose: (map: string | null) => {
      if (counterpart && counterpart !== map) tell.mutate({ map: counterpart, counterpart: null });
      if (map) tell.mutate({ map, counterpart: id });
      set(map);
    },
    /** The other one is gone: this one alone forgets it. */
    forget: () => set(null),
  };
}
