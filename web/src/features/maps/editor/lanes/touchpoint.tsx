import { useChannelColour } from '../../../../design';
import { CardPeople, reachOf } from '../../numbers/card_people';
import { useNumbers } from '../../numbers/numbers_context';
import { CardFoot } from './card_foot';
import type { CardProps } from './lane_content';
import classes from './lanes.module.css';

/** Where customer and brand meet, with its people; dashed while nothing of the data is bound to it or nobody met it. */
export function TouchpointCard({ card }: CardProps) {
  const colourOf = useChannelColour();
  const { view } = useNumbers();
  const bound = Boolean(card.touchpoint || card.binding);
  const reach = reachOf(view, card.id);
  return (
    <div className={classes.chip} data-bound={(bound && (reach === null || reach === 'met')) || undefined} data-reach={reach ?? undefined}>
      <u className={classes.dot} style={{ background: colourOf(card.channel ?? null) }} />
      <span className={classes.chipText}>
        {card.text || card.touchpoint}
        <CardFoot card={card} />
      </span>
      <CardPeople id={card.id} name={card.text || card.touchpoint || 'this touchpoint'} />
    </div>
  );
}
