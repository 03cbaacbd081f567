import { Link } from '@tanstack/react-router';
import type { ScoreGoal } from '../../api';
import { plural } from '../../design';
import classes from './strategy.module.css';

interface ReferredByProps extends Pick<ScoreGoal, 'maps' | 'opportunities'> {
  /** The goal or principle. */
  goal: string;
  /** All of them, instead of the first few. */
  whole?: boolean;
}

const few = 3;

/** The maps and opportunities that serve a goal or principle. */
export function ReferredBy({ maps, opportunities, goal, whole = false }: ReferredByProps) {
  if (maps.length + opportunities.length === 0) return whole ? <p className={classes.quiet}>No map and no opportunity refers to it yet. Choose it in the properties of a map, or in an opportunity.</p> : null;
  const shown = whole ? maps : maps.slice(0, few);
  if (!whole) {
    return (
      <p className={classes.referred}>
        {shown.map(({ id, title }, at) => (
          <span key={id}>
            {at > 0 && ', '}
            <Link to="/journeys/maps/$id" params={{ id }}>{title || 'Map without a name'}</Link>
          </span>
        ))}
        {maps.length > few && ` and ${maps.length - few} more`}
        {opportunities.length > 0 && (
          <>
            {maps.length > 0 && ' · '}
            <Link to="/journeys/opportunities" search={{ goal }}>{plural(opportunities.length, 'opportunity', 'opportunities')}</Link>
          </>
        )}
      </p>
    );
  }
  return (
    <>
      {maps.length > 0 && (
        <ul className={classes.links} aria-label="Maps that refer to it">
          {maps.map(({ id, title }) => (
            <li key={id}><Link to="/journeys/maps/$id" params={{ id }}>{title || 'Map without a name'}</Link> <small>map</small></li>
          ))}
        </ul>
      )}
      {opportunities.length > 0 && (
        <ul className={classes.links} aria-label="Opportunities that refer to it">
          {opportunities.map(({ id, title, state }) => (
            <li key={id}><Link to="/journeys/opportunities" search={{ open: id, goal }}>{title}</Link> <small>{state.replace('_', ' ')}</small></li>
          ))}
        </ul>
      )}
    </>
  );
}
