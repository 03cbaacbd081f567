import type { OverviewDocument, OverviewResult } from '../../api';
import { count, IntervalBar, Num, share, useChannelColour } from '../../design';
import classes from './home.module.css';

interface ChannelRowsProps {
  document: OverviewDocument;
  result: OverviewResult;
}

export function ChannelRows({ document, result }: ChannelRowsProps) {
  const colour = useChannelColour();
  const largest = Math.max(...result.channels.map((channel) => channel.events), 1);
  return (
    <ul className={classes.channels}>
      {result.channels.map(({ channel, events, customers, ref }) => (
        <li key={channel}>
          <span>{channel}</span>
          <IntervalBar
            label={`${count(events)} events`}
            value={events}
            max={largest}
            colour={colour(channel)}
          />
          <Num
            value={count(customers)}
            detail={share(events / Math.max(1, result.events))}
            people={{ document, ref, title: channel }}
          />
        </li>
      ))}
    </ul>
  );
}
