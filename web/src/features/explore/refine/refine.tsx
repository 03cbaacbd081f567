import { useMemo, useRef, useState, type KeyboardEvent, type MouseEvent, type ReactNode } from 'react';
import type { QueryDocument, TimedAnswer } from '../../../api';
import { usePeoplePanel } from '../../../people/people_context';
import type { ExploreDocument, Versus } from '../ask/explore_search';
import { MakeTouchpoint } from './make_touchpoint';
import { MarkMenu } from './mark_menu';
import { RefineContext, type Refining } from './refine_context';
import { selectedIn, type Selected } from './selected';
import { placesOf } from './touchpoint_events';
import type { MarkPlace } from './use_mark_place';

interface RefineProps {
  document: ExploreDocument;
  answer: TimedAnswer<QueryDocument>;
  /** The selected mark, out of the address. */
  selected: string | null;
  onSelect: (ref: string | null) => void;
  onAsk: (document: ExploreDocument, versus?: Versus) => void;
  /** The picture, and what stands beside it about the selection. */
  children: (selected: Selected | null) => ReactNode;
}

/** Makes every mark under it one that can be asked on from. */
export function Refine({ document, answer, selected: ref, onSelect, onAsk, children }: RefineProps) {
  const panel = usePeoplePanel();
  const [place, setPlace] = useState<MarkPlace | null>(null);
  const [making, setMaking] = useState<Selected | null>(null);
  const select = useRef(onSelect);
  select.current = onSelect;
  const selected = useMemo(
    () => (ref === null ? null : selectedIn(document, answer, ref)),
    [document, answer, ref],
  );
  const refining = useMemo<Refining>(
    () => ({
      selected: ref,
      open: (next, event) => {
        setPlace(placeOf(event));
        if (next !== ref) select.current(next);
      },
    }),
    [ref],
  );
  return (
    <RefineContext.Provider value={refining}>
      {children(selected)}
      {place && selected && (
        <MarkMenu
          key={selected.ref}
          at={place}
          document={document}
          selected={selected}
          onPeople={() => panel.open(document as QueryDocument, selected.ref, selected.title)}
          onTouchpoint={placesOf(selected) === null ? undefined : () => setMaking(selected)}
          onAsk={onAsk}
          onClose={(again) => {
            setPlace(null);
            if (again) (place.mark as SVGElement).focus?.({ preventScroll: true });
          }}
        />
      )}
      {making && <MakeTouchpoint document={document} selected={making} onAsk={onAsk} onClose={() => setMaking(null)} />}
    </RefineContext.Provider>
  );
}

/** Under the pointer, or for a key in the middle of the mark. */
function placeOf(event: KeyboardEvent | MouseEvent): MarkPlace {
  const mark = event.currentTarget;
  const box = mark.getBoundingClientRect();
  // A click that a key made has no place of its own.
  if (!('clientX' in event) || event.detail === 0) return { mark, across: 0.5, down: 0.5 };
  return {
    mark,
    across: box.width > 0 ? (event.clientX - box.left) / box.width : 0.5,
    down: box.height > 0 ? (event.clientY - box.top) / box.height : 0.5,
  };
}
