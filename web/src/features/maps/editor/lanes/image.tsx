import { useMapImage } from '../../map_images';
import { CardFoot } from './card_foot';
import type { CardProps } from './lane_content';
import classes from './lanes.module.css';

/** A picture of the workspace with its caption. */
export function ImageCard({ card }: CardProps) {
  const address = useMapImage(card.image);
  return (
    <div className={classes.text} data-evidence={card.evidence}>
      {address !== undefined && <img className={classes.image} src={address} alt={card.text ?? ''} loading="lazy" />}
      {card.text}
      <CardFoot card={card} />
    </div>
  );
}
