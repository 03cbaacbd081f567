import { apiPath } from '../../../../api/client';
import { CardFoot } from './card_foot';
import type { CardProps } from './lane_content';
import classes from './lanes.module.css';

/** A picture of the workspace with its caption. */
export function ImageCard({ card }: CardProps) {
  return (
    <div className={classes.text} data-evidence={card.evidence}>
      {card.image && <img className={classes.image} src={apiPath(`images/${encodeURIComponent(card.image)}`)} alt={card.text ?? ''} loading="lazy" />}
      {card.text}
      <CardFoot card={card} />
    </div>
  );
}
