import { OpportunityTags } from '../opportunities/opportunity_tags';
import { CardFoot } from './card_foot';
import type { CardProps } from './lane_content';
import classes from './lanes.module.css';

/** What could be better. */
export function OpportunityCard({ card }: CardProps) {
  return (
    <div className={classes.opportunity} data-evidence={card.evidence}>
      {card.text}
      {card.opportunity && <OpportunityTags id={card.opportunity} />}
      <CardFoot card={card} />
    </div>
  );
}
