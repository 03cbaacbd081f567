import { useChannelColour } from '../../../../design';
import { CardFoot } from './card_foot';
import type { CardProps } from './lane_content';
import classes from './lanes.module.css';

/** Where customer and brand meet; dashed while nothing of the data is bound to it. */
export function TouchpointCard({ card }: CardProps) {
  const colourOf = useChannelColour();
  const bound = Boolean(card.touchpoint || card.binding);
  return (
    <div className={classes.chip} data-bound={bound || undefined}>
      <u className={classes.dot} style={{ background: colourOf(card.channel ?? null) }} />
      <span className={classes.chipText}>
        {card.text || card.touchpoint}
        <CardFoot card={card} />
      </span>
    </div>
  );
}
