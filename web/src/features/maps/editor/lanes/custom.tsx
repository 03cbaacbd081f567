import { CardFoot } from './card_foot';
import type { CardProps } from './lane_content';
import classes from './lanes.module.css';

/** A lane of the workspace's own. */
export function CustomCard({ card }: CardProps) {
  return (
    <div className={classes.text} data-evidence={card.evidence}>
      {card.text}
      <CardFoot card={card} />
    </div>
  );
}
