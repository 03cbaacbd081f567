import { Link } from '@tanstack/react-router';
import type { CustomerProfile, CustomerShape } from '../../api';
import { Card, count, day, dayAndClock, duration, plural, relative, RowsSkeleton, share, useChannelColour } from '../../design';
import { customerRoute } from './route';
import { openName } from './timeline/outline';
import { useShape } from './use_shape';
import classes from './customer.module.css';

interface WhereProps {
  id: string;
  customer: CustomerProfile | undefined;
}

/** The last thing that happened, the stage it belongs to, and the way there. */
export function WhereTheyAre({ id, customer }: WhereProps) {
  const shape = useShape(id).data;
  if (!customer || !shape) {
    return (
      <Card title="Where they are" flush>
        <RowsSkeleton rows={3} />
      </Card>
    );
  }
  const last = shape.points.at(-1);
  const stage = shape.current_stage;
  const name = last && shape.events[last.event];
  const ways = customer.stages.toSorted((a, b) => Date.parse(a.first) - Date.parse(b.first));
  return (
    <Card title="Where they are">
      {last && name !== undefined && (
        <p className={classes.sentence}>
          Last at{' '}
          <Link
            from="/customers/$id"
            to="/customers/$id"
            params={{ id }}
            search={(before) => ({ ...before, open: openName(last.id) })}
          >
            <b>{name}</b>
          </Link>
          {stage !== null && <>, in {stage}</>}, {relative(last.time)}.
        </p>
      )}
      <Moments id={id} shape={shape} />
      {ways.length > 0 && (
        <ol className={classes.stages} aria-label="Stages in the order they were reached">
          {ways.map(({ stage: reached, first }, index) => {
            const before = ways[index - 1];
            return (
              <li key={reached} aria-current={reached === stage ? 'step' : undefined}>
                <span className={classes.stageDot} aria-hidden />
                <span>{reached}</span>
                <span className={classes.quiet} title={dayAndClock(first)}>
                  {day(first)}
                  {before && `, after ${duration((Date.parse(first) - Date.parse(before.first)) / 1000)}`}
                </span>
              </li>
            );
          })}
        </ol>
      )}
    </Card>
  );
}

/** Errors met and contacts made, each opening the list of them. */
function Moments({ id, shape }: { id: string; shape: CustomerShape }) {
  if (shape.moments.length === 0) return null;
  return (
    <ul className={classes.moments}>
      {shape.moments.map(({ role, events, last }) => (
        <li key={role}>
          <Link to="/customers/$id" params={{ id }} search={{ role }} className={role === 'error' ? classes.pain : undefined}>
            {role === 'error' ? plural(events, 'error') : plural(events, 'contact')}
          </Link>{' '}
          <span className={classes.quiet}>the last on {day(last)}</span>
        </li>
      ))}
    </ul>
  );
}

export function ChannelMix({ customer }: { customer: CustomerProfile | undefined }) {
  const search = customerRoute.useSearch();
  const colour = useChannelColour();
  if (!customer) {
    return (
      <Card title="Channels" flush>
        <RowsSkeleton rows={4} />
      </Card>
    );
  }
  const total = customer.channels.reduce((sum, { events }) => sum + events, 0);
  const most = Math.max(1, ...customer.channels.map(({ events }) => events));
  return (
    <Card title="Channels" aside={`n ${count(total)}`} className={classes.channelCard} flush>
      {customer.channels.length === 0 && <p className={classes.nothing}>No event names a channel.</p>}
      <ul className={classes.mix}>
        {customer.channels.toSorted((a, b) => b.events - a.events).map(({ channel, events }) => {
          const on = search.channel === channel;
          return (
            <li key={channel}>
              <Link
                from="/customers/$id"
                to="/customers/$id"
                params={{ id: customer.id }}
                search={(before) => ({ ...before, channel: on ? undefined : channel, open: undefined })}
                replace
                aria-current={on || undefined}
                title={on ? 'Show all channels' : `Only ${channel}`}
              >
                <span>{channel}</span>
                <span className={classes.bar} aria-hidden>
                  <span style={{ width: `${(events / most) * 100}%`, background: colour(channel) }} />
                </span>
                <span className={classes.number}>{count(events)}</span>
                <span className={classes.quiet}>{share(events / total)}</span>
              </Link>
            </li>
          );
        })}
      </ul>
    </Card>
  );
}
