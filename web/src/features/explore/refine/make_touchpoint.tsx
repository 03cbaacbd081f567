import { useQueryDoc, useTouchpoints } from '../../../api';
import { TouchpointDialog } from '../../touchpoints/touchpoint_dialog';
import { draftOf } from '../../touchpoints/use_touchpoint_actions';
import type { ExploreDocument } from '../ask/explore_search';
import type { Selected } from './selected';
import { eventsOf, placesOf } from './touchpoint_events';

interface MakeTouchpointProps {
  document: ExploreDocument;
  selected: Selected;
  onAsk: (document: ExploreDocument) => void;
  onClose: () => void;
}

/** Pictures whose marks are events, touchpoints or stages as one chooses. */
const byPlaces: ExploreDocument['kind'][] = ['paths', 'process', 'next'];

/** Names what a mark stands for; then the picture goes by touchpoints, where it can. */
export function MakeTouchpoint({ document, selected, onAsk, onClose }: MakeTouchpointProps) {
  const places = placesOf(selected);
  const named = useTouchpoints();
  const inside = places !== null && places.touchpoints.length + places.stages.length > 0;
  const journey = useQueryDoc(inside ? { kind: 'journey' } : null);
  if (places === null || named.isPending || (inside && journey.isPending)) return null;
  const names = [...places.events, ...places.touchpoints, ...places.stages];
  // A mark that is one already is changed.
  const existing =
    places.touchpoints.length === 1 && names.length === 1 ? named.data?.items.find((each) => each.name === places.touchpoints[0]) : undefined;
  const draft = existing
    ? draftOf(existing)
    : { name: names.length === 1 ? (names[0] ?? '') : selected.title.replace(' → ', ' and '), description: '', events: eventsOf(places, journey.data?.result), stage: null, role: null };
  return (
    <TouchpointDialog
      draft={draft}
      {...(existing ? { existing } : {})}
      onSaved={() => {
        const shown = 'by' in document && document.by === 'touchpoint';
        if (!shown && byPlaces.includes(document.kind)) onAsk({ ...document, by: 'touchpoint' } as ExploreDocument);
      }}
      onClose={onClose}
    />
  );
}
