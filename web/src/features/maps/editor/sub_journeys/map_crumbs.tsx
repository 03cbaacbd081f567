import { Link } from '@tanstack/react-router';
import { Fragment } from 'react';
import { useMaps } from '../../../../api';
import { pathTo } from './hierarchy';
import { viaText } from './via';

/** Journeys, and the maps above this one. */
export function MapCrumbs({ id, via }: { id: string; via: readonly string[] }) {
  const maps = useMaps();
  const path = pathTo(id, via, maps.data ?? []);
  return (
    <>
      <Link to="/journeys">Journeys</Link>
      {path.map((map, at) => (
        <Fragment key={map.id}>
          {' / '}
          <Link to="/journeys/maps/$id" params={{ id: map.id }} search={{ via: viaText(path.slice(0, at).map((one) => one.id)) }}>
            {map.title || 'Map without a name'}
          </Link>
        </Fragment>
      ))}
    </>
  );
}
