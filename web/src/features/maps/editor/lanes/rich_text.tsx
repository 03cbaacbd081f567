import { RichText } from '../words';
import { CardFoot } from './card_foot';
import type { CardProps } from './lane_content';
import classes from './lanes.module.css';

/** Text with bold, italics, lists and links. */
export function RichTextCard({ card }: CardProps) {
  return (
    <div className={classes.rich} data-evidence={card.evidence}>
      <RichText text={card.text ?? ''} />
      <CardFoot card={card} />
    </div>
  );
}
