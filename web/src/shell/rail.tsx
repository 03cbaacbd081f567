import { Link, useLocation } from '@tanstack/react-router';
import { Brand } from '../design/icons';
import { NoticeBell } from './notice_bell';
import { RailFoot } from './rail_foot';
import classes from './rail.module.css';
import { screens } from './screens';

/** The left rail; a bar at the bottom on narrow screens. */
export function Rail() {
  const path = useLocation({ select: (location) => location.pathname });
  return (
    <nav className={classes.rail} aria-label="Screens">
      <Link to="/" className={classes.brand} aria-label="Wend, home">
        <Brand />
        Wend
      </Link>
      {screens.map(({ name, to, icon: Icon, also }) => (
        <Link
          key={to}
          to={to}
          className={also && path.startsWith(also) ? `${classes.item} ${classes.on}` : classes.item}
          activeProps={{ className: classes.on, 'aria-current': 'page' }}
          activeOptions={{ exact: to === '/', includeSearch: false }}
        >
          <Icon />
          <span>{name}</span>
        </Link>
      ))}
      <NoticeBell />
      <RailFoot />
    </nav>
  );
}
