import type { Cell, Pain } from '../../engine/fields';
import type { Seen } from '../../engine/visible';

export interface CardProps {
  card: Seen<Cell>;
}

export interface PainProps {
  pain: Seen<Pain>;
}
