import type { CustomerShape } from '../../../api';

export interface Counted {
  name: string;
  events: number;
}

/** How often each channel and each event occurs in a picture, most frequent first. */
export function shapeCounts(shape: CustomerShape | undefined): { channels: Counted[]; events: Counted[] } {
  const channels = (shape?.channels ?? []).map((name) => ({ name, events: 0 }));
  const events = (shape?.events ?? []).map((name) => ({ name, events: 0 }));
  for (const point of shape?.points ?? []) {
    const channel = channels[point.channel];
    if (channel) channel.events += 1;
    const event = events[point.event];
    if (event) event.events += 1;
  }
  const most = (a: Counted, b: Counted) => b.events - a.events || a.name.localeCompare(b.name);
  return { channels: channels.sort(most), events: events.sort(most) };
}
