import { CardFoot } from './card_foot';
import type { CardProps } from './lane_content';
import classes from './lanes.module.css';

/** What is being done about it. */
export function SolutionCard({ card }: CardProps) {
  return (
    <div className={classes.opportunity} data-evidence={card.evidence}>
      <span data-done={card.done || undefined}>{card.text}</span>
      {card.done && <small className={classes.detail}>done</small>}
      <CardFoot card={card} />
    </div>
  );
}
