import { CardFoot } from './card_foot';
import type { CardProps } from './lane_content';
import classes from './lanes.module.css';

const quotes = /^[“"„«]|[”"“»]$/g;

/** A thought or a quote: the customer's own words. */
export function VoiceCard({ card }: CardProps) {
  return (
    <div data-evidence={card.evidence}>
      <q className={classes.voice}>{(card.text ?? '').replace(quotes, '')}</q>
      <CardFoot card={card} />
    </div>
  );
}
