import { Button } from '@mantine/core';
import type { Source } from '../../../api';
import { Card, clock, count, plural } from '../../../design';
import classes from './sources.module.css';
import type { LiveSource } from './use_live_source';

interface FirstEventProps {
  source: Source;
  live: LiveSource;
  onLive: () => void;
}

/** Waits for the first event, and says so when it is there. */
export function FirstEvent({ source, live, onLive }: FirstEventProps) {
  const rows = [...live.list.held, ...live.list.rows];
  const newest = rows.find((row) => row.kind === 'event');
  const refused = rows.find((row) => row.kind === 'refused');
  const arrived = source.events > 0 || newest !== undefined;
  return (
    <Card>
      <div className={classes.first} role="status">
        <span className={arrived ? classes.there : classes.waiting} aria-hidden />
        {arrived ? (
          <div>
            <b>Events arrive</b>
            <p className={classes.note}>
              {newest?.kind === 'event'
                ? `${newest.event.name}, ${clock(newest.event.received_at, true)}`
                : `${plural(source.events, 'event')} so far`}
              {live.list.seen > 1 && `, ${count(live.list.seen)} seen here`}
            </p>
          </div>
        ) : (
          <div>
            <b>Waiting for the first event</b>
            <p className={classes.note}>
              {live.link === 'lost'
                ? 'The connection to the server is lost; it is being opened again.'
                : 'It shows here a moment after it was sent.'}
            </p>
          </div>
        )}
        {arrived && (
          <Button className={classes.watch} onClick={onLive}>
            Watch live
          </Button>
        )}
      </div>
      {!arrived && refused?.kind === 'refused' && (
        <p className={classes.firstRefused}>
          Something arrived and was refused: {refused.refused.reason}{' '}
          <Button variant="subtle" onClick={onLive}>
            Look at it
          </Button>
        </p>
      )}
    </Card>
  );
}
