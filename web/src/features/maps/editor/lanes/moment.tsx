import { CardFoot } from './card_foot';
import type { CardProps } from './lane_content';
import classes from './lanes.module.css';

/** Where most is won or lost. */
export function MomentCard({ card }: CardProps) {
  return (
    <div className={classes.moment} data-evidence={card.evidence}>
      {card.text}
      <CardFoot card={card} />
    </div>
  );
}
