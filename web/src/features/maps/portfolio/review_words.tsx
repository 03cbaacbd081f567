import type { PortfolioMap } from '../../../api';
import { day, plural, Tag } from '../../../design';
import { awaitsReview, dueOf } from './portfolio_rows';
import classes from './portfolio.module.css';

/** When a map is to be looked through next, marked where that is soon or over. */
export function NextReview({ map }: { map: PortfolioMap }) {
  if (!awaitsReview(map)) return <span className={classes.none}>none</span>;
  const due = dueOf(map);
  return (
    <span className={classes.review}>
      {day(map.next_review)}
      {due === 'overdue' && <Tag tone="pain">{plural(-map.review_in_days, 'day')} late</Tag>}
      {due === 'soon' && <Tag tone="warn">{map.review_in_days === 0 ? 'today' : `in ${plural(map.review_in_days, 'day')}`}</Tag>}
    </span>
  );
}
