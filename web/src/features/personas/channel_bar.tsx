import { count, share, useChannelColour } from '../../design';
import classes from './personas.module.css';

interface ChannelBarProps {
  channels: readonly { channel: string; events: number }[];
  /** Of all channels. */
  events: number;
}

/** Where customers are met: a bar of the channels, and the largest in words. */
export function ChannelBar({ channels: given, events }: ChannelBarProps) {
  const channels = [...given].sort((one, other) => other.events - one.events);
  const colour = useChannelColour();
  const words = channels.map((one) => `${one.channel} ${share(one.events / events)}`);
  return (
    <div>
      <div className={classes.channelBar} role="img" aria-label={`Events by channel: ${words.join(', ')}`}>
        {channels.map((one, at) => (
          <span key={one.channel} style={{ flexGrow: one.events, background: colour(one.channel) }} title={words[at]} />
        ))}
      </div>
      <p className={classes.quiet}>
        {words.slice(0, 5).join(' · ')}
        {` · of ${count(events)} events`}
      </p>
    </div>
  );
}
