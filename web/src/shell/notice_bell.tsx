import { Link } from '@tanstack/react-router';
import { useUnread } from '../api';
import { BellIcon } from '../design/icons';
import { useLiveNotices } from '../features/notices/use_live_notices';
import classes from './rail.module.css';

const most = 99;

/** What the one who is signed in was told, and how much of it is unread. */
export function NoticeBell() {
  useLiveNotices();
  const unread = useUnread().data ?? 0;
  return (
    <Link to="/notices" className={classes.item} activeProps={{ className: classes.on, 'aria-current': 'page' }} activeOptions={{ includeSearch: false }} aria-label={unread > 0 ? `Notices, ${unread} unread` : 'Notices'}>
      <BellIcon />
      <span>Notices</span>
      {unread > 0 && <b className={classes.count} aria-hidden>{unread > most ? `${most}+` : unread}</b>}
    </Link>
  );
}
