import { CardFoot } from './card_foot';
import type { CardProps } from './lane_content';
import classes from './lanes.module.css';

/** A medium. */
export function ChannelCard({ card }: CardProps) {
  return (
    <div className={classes.chip} data-evidence={card.evidence}>
      <span className={classes.chipText}>{card.text || card.channel}</span>
      <CardFoot card={card} />
    </div>
  );
}
