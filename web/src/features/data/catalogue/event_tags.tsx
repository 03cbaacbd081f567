import type { CollectedEvent } from '../../../api';
import { Tag } from '../../../design';

export function EventTags({ event }: { event: Pick<CollectedEvent, 'planned' | 'blocked'> }) {
  return (
    <>
      {event.blocked && <Tag tone="pain">blocked</Tag>} {event.planned && <Tag tone="good">planned</Tag>}
    </>
  );
}
