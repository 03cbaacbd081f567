import { CardFoot } from './card_foot';
import type { CardProps } from './lane_content';
import classes from './lanes.module.css';

/** A short point, ticked off when it is done. */
export function ListCard({ card }: CardProps) {
  return (
    <div className={classes.point} data-evidence={card.evidence}>
      <span aria-hidden>{card.done ? '✓' : '·'}</span>
      <span data-done={card.done || undefined}>
        {card.text}
        <CardFoot card={card} />
      </span>
    </div>
  );
}
