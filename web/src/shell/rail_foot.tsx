import { asProblem, useStatus, type Status } from '../api';
import { count, duration, plural, relative } from '../design/format';
import classes from './rail.module.css';

const behindWorthSaying_s = 1;

export function RailFoot() {
  const { data, isError, error } = useStatus();
  return (
    <div className={classes.foot}>
      {data && (
        <>
          {count(data.events)} events · {plural(data.customers, 'customer')}
          <br />
        </>
      )}
      {isError ? (asProblem(error).status === 0 ? 'not connected' : 'state unknown') : data ? freshness(data) : ''}
      {data?.sample && <span className={classes.sample}>Sample company</span>}
    </div>
  );
}

function freshness(status: Status): string {
  if (status.events === 0) return 'no events yet';
  const behind = status.behind_s;
  if (behind !== null && behind >= behindWorthSaying_s) {
    return `up to date, ${duration(behind)} behind`;
  }
  return status.last_event === null ? 'up to date' : `up to date, last event ${relative(status.last_event)}`;
}
