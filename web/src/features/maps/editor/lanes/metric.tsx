import { CardFoot } from './card_foot';
import type { CardProps } from './lane_content';
import classes from './lanes.module.css';

/** What people say about the numbers of a step. */
export function MetricCard({ card }: CardProps) {
  return (
    <div className={classes.text} data-evidence={card.evidence}>
      {card.text}
      <CardFoot card={card} />
    </div>
  );
}
