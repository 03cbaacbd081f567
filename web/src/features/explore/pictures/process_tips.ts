import { count, duration, plural } from '../../../design';
import type { Activity, PlacedEdge } from './process_layout';
import { isLoop } from './process_order';

export function edgeTip({ edge, back }: PlacedEdge): string[] {
  return [
    `${plural(edge.people, 'person', 'people')}, ${plural(edge.count, 'time')}`,
    ...(edge.times.median_s === null ? [] : [`median ${duration(edge.times.median_s)}, p90 ${duration(edge.times.p90_s)}`]),
    ...(isLoop(edge) ? ['repeated at once'] : back ? ['against the usual direction'] : []),
  ];
}

export function activityTip(activity: Activity): string[] {
  return [
    `${plural(activity.people, 'person', 'people')}, ${plural(activity.events, 'event')}`,
    `${count(activity.starts)} begin here, ${count(activity.ends)} end here`,
  ];
}
