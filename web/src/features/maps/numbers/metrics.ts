import { compact, duration, share } from '../../../design/format';
import type { PlaceNumbers } from '../../../api/map_numbers';
import type { Lane } from '../engine/fields';

/** What a lane of numbers can show of a step, in the order of the list. */
export const metricNames = ['people', 'go_on', 'leave', 'outcome', 'time', 'repeat', 'backward', 'channels', 'contact_after'] as const;
export type MetricName = (typeof metricNames)[number];

export const metricWords: Record<MetricName, { short: string; long: string }> = {
  people: { short: 'people', long: 'People who are here' },
  go_on: { short: 'go on', long: 'Share who reach a later step' },
  leave: { short: 'leave', long: 'Share who go no further and do not reach the outcome' },
  outcome: { short: 'outcome', long: 'Share who reach the outcome afterwards' },
  time: { short: 'median', long: 'Median time to the next step' },
  repeat: { short: 'repeat', long: 'Share who come here again' },
  backward: { short: 'go back', long: 'Share whose next step is an earlier one' },
  channels: { short: 'mostly', long: 'The channel of most events' },
  contact_after: { short: 'contacts', long: 'Share who contact us within 7 days' },
};

const usual: readonly MetricName[] = ['people', 'go_on', 'time'];

/** Those that the lane names, else the usual ones. */
export function metricsOf(lane: Pick<Lane, 'options'>): readonly MetricName[] {
  const named = lane.options?.metrics;
  if (!Array.isArray(named)) return usual;
  return metricNames.filter((name) => named.includes(name));
}

export interface Figure {
  label: string;
  text: string;
  /** The people behind it. */
  ref?: string;
  /** All of it in words. */
  title: string;
}

/** How a number of a step reads; a dash where there is none to tell. */
export function figureOf(name: MetricName, step: PlaceNumbers): Figure {
  const { short: label, long } = metricWords[name];
  const figure = (text: string, ref?: string, of?: string): Figure => ({ label, text, ref, title: [long, of].filter(Boolean).join(', ') });
  switch (name) {
    case 'people':
      return figure(compact(step.people), step.ref, `n ${step.people}`);
    case 'time': {
      const { median_s: median, n } = step.times_to_next;
      return median === null ? figure('–') : figure(duration(median), step.to_next_ref, `n ${n}`);
    }
    case 'channels': {
      const [first] = step.channels;
      return first ? { ...figure(`${share(first.share.share)}`, first.ref, `n ${step.events} events`), label: first.missing ? 'no channel' : first.channel } : figure('–');
    }
    default: {
      const of = step[name];
      return of ? figure(share(of.share), step[`${name}_ref`], `${of.count} of ${of.of}`) : figure('–');
    }
  }
}
