import { CardFoot } from './card_foot';
import type { CardProps } from './lane_content';
import classes from './lanes.module.css';

/** Whom the customer meets. */
export function PeopleCard({ card }: CardProps) {
  return (
    <div className={classes.behind} data-evidence={card.evidence}>
      {card.text}
      <CardFoot card={card} />
    </div>
  );
}
