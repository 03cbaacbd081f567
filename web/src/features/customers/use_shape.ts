import { useMemo } from 'react';
import { useCustomerShape, type CustomerShape } from '../../api';
import { noChannel } from './no_channel';

/** The timeline in little, with a name for the lane of events that have no channel. */
export function useShape(id: string, part: { from?: string; to?: string } = {}) {
  const shape = useCustomerShape(id, part);
  const data = useMemo(() => shape.data && withNamedLanes(shape.data), [shape.data]);
  return { ...shape, data };
}

function withNamedLanes(shape: CustomerShape): CustomerShape {
  return { ...shape, channels: shape.channels.map((channel) => channel || noChannel) };
}
