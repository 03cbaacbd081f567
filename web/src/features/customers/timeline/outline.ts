import type { CustomerTimeline, EventName } from '../../../api';

/** One event without its properties. */
export interface OutlineEvent {
  id: number;
  at: number;
  /** Shared by all events of this name and type. */
  name: EventName;
  channel: string | null;
  source: string | null;
  /** Which of the timeline's sessions it belongs to. */
  session: number;
}

/** The events of a timeline in the order of time. */
export function readOutline({ events, names, channels, sources, sessions }: CustomerTimeline): OutlineEvent[] {
  let at = 0;
  let session = 0;
  let left = sessions[0]?.shown ?? 0;
  return events.id.map((id, index) => {
    at += events.time_ms[index] as number;
    while (left === 0 && session < sessions.length - 1) {
      session += 1;
      left = sessions[session]?.shown ?? 0;
    }
    left -= 1;
    return {
      id,
      at,
      name: names[events.name[index] as number] as EventName,
      channel: channels[events.channel[index] as number] ?? null,
      source: sources[events.source[index] as number] ?? null,
      session,
    };
  });
}

/** The highest id: events that come later have higher ones, whatever their time. */
export function newestId(events: OutlineEvent[]): number {
  return events.reduce((newest, { id }) => Math.max(newest, id), 0);
}

/** How many events came after the one of this id. */
export function countNewer(events: OutlineEvent[], id: number): number {
  return events.reduce((newer, event) => newer + (event.id > id ? 1 : 0), 0);
}

/** How the open event stands in the address; a bare number would be quoted there. */
export function openName(id: number | string): string {
  return `e${id}`;
}

export function openId(open: string | undefined): number | undefined {
  return open !== undefined && /^e\d+$/.test(open) ? Number(open.slice(1)) : undefined;
}
