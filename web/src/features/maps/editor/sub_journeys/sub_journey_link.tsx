import { Link } from '@tanstack/react-router';
import { useMaps } from '../../../../api';
import { mapRoute } from '../../route';
import { viaFrom, viaText } from './via';
import classes from './sub_journeys.module.css';

/** Opens the map of what happens within a step. */
export function SubJourneyLink({ map }: { map: string }) {
  const { id } = mapRoute.useParams();
  const { via } = mapRoute.useSearch();
  const maps = useMaps();
  const found = maps.data?.find((one) => one.id === map);
  if (maps.data && !found) return <small className={classes.gone}>its map was removed</small>;
  return (
    <Link
      to="/journeys/maps/$id" params={{ id: map }} search={{ via: viaText([...viaFrom(via), id]) }} className={classes.link} tabIndex={-1} draggable={false} title={`Open the map ${found?.title ?? ''}`}
      onPointerDown={(event) => event.stopPropagation()}
    >
      <svg width="12" height="12" viewBox="0 0 12 12" fill="none" stroke="currentColor" strokeWidth="1.4" strokeLinecap="round" strokeLinejoin="round" aria-hidden>
        <path d="M1.5 2.5h3v3h-3zM7.5 6.5h3v3h-3zM4.5 4H6a1 1 0 0 1 1 1v3h.5" />
      </svg>
      <span>{found ? found.title || 'Map without a name' : 'Opens a map'}</span>
    </Link>
  );
}
