import { useMemo } from 'react';
import { useValues } from '../api';
import { channelColours } from './channel_colour';

/** The colour of a channel, the same on every screen. */
export function useChannelColour(): (channel: string | null) => string {
  const values = useValues('channel').data;
  return useMemo(
    () => channelColours((values ?? []).map((item) => String(item.value))),
    [values],
  );
}
