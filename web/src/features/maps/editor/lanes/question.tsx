import { CardFoot } from './card_foot';
import type { CardProps } from './lane_content';
import classes from './lanes.module.css';

/** What the customer wants to know: their own words. */
export function QuestionCard({ card }: CardProps) {
  return (
    <div data-evidence={card.evidence}>
      <span className={classes.voice}>{card.text}</span>
      <CardFoot card={card} />
    </div>
  );
}
