import { categoryWords } from '../lane_kinds';
import { CardFoot } from './card_foot';
import type { PainProps } from './lane_content';
import classes from './lanes.module.css';

/** Where it hurts: a hotspot once there is evidence. */
export function PainCard({ pain }: PainProps) {
  const category = pain.category ?? 'none';
  return (
    <div className={classes.pain} data-evidence={pain.evidence} title={category === 'none' ? undefined : categoryWords[category]}>
      {pain.text}
      <CardFoot card={pain} />
    </div>
  );
}
