import { CardFoot } from './card_foot';
import type { CardProps } from './lane_content';
import classes from './lanes.module.css';

/** What the customer does, or anything else that is said in words. */
export function TextCard({ card }: CardProps) {
  return (
    <div className={classes.text} data-evidence={card.evidence}>
      {card.text}
      <CardFoot card={card} />
    </div>
  );
}
