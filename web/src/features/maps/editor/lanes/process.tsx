import { CardFoot } from './card_foot';
import type { CardProps } from './lane_content';
import classes from './lanes.module.css';

/** What happens behind, where the customer does not see it. */
export function ProcessCard({ card }: CardProps) {
  return (
    <div className={classes.behind} data-evidence={card.evidence}>
      {card.text}
      <CardFoot card={card} />
    </div>
  );
}
