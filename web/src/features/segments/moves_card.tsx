import { useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEffect, useReducer, useState } from 'react';
import { keepLive, useCustomer, type LiveLink, type SegmentMove } from '../../api';
import { Card, clock, count } from '../../design';
import { causeWords } from './segment_words';
import { joinMoves, type Move } from './moves';
import classes from './segments.module.css';

/** Several moves become one change of the screen. */
const flushMs = 200;
/** The segment's own figures follow, not faster than this. */
const refreshMs = 2_000;

interface Moves {
  rows: Move[];
  missed: number;
}

/** Who enters and leaves now. */
export function MovesCard({ id }: { id: string }) {
  const client = useQueryClient();
  const [link, setLink] = useState<LiveLink>('opening');
  const [{ rows, missed }, add] = useReducer(
    (before: Moves, news: { moves: Move[]; missed: number }): Moves => ({
      rows: joinMoves(before.rows, news.moves),
      missed: before.missed + news.missed,
    }),
    { rows: [], missed: 0 },
  );
  useEffect(() => {
    let waiting: Move[] = [];
    let next = 0;
    let flush: ReturnType<typeof setTimeout> | undefined;
    let refresh: ReturnType<typeof setTimeout> | undefined;
    const take = (entered: boolean) => (data: unknown) => {
      next += 1;
      waiting.push({ ...(data as SegmentMove), entered, key: next });
      flush ??= setTimeout(() => {
        flush = undefined;
        add({ moves: waiting, missed: 0 });
        waiting = [];
      }, flushMs);
      refresh ??= setTimeout(() => {
        refresh = undefined;
        for (const key of ['segment', 'segment_history']) void client.invalidateQueries({ queryKey: [key, id] });
      }, refreshMs);
    };
    const stop = keepLive(
      `segments/live?segment=${encodeURIComponent(id)}`,
      {
        entered: take(true),
        left: take(false),
        dropped: (data) => add({ moves: [], missed: (data as { count: number }).count }),
      },
      setLink,
    );
    return () => {
      stop();
      clearTimeout(flush);
      clearTimeout(refresh);
    };
  }, [client, id]);
  return (
    <Card
      title={
        <span className={classes.live}>
          <span className={classes.dot} data-on={link === 'open' || undefined} aria-hidden />
          <span role="status">{link === 'lost' ? 'Connection lost, opening it again' : link === 'opening' ? 'Connecting' : 'Entering and leaving'}</span>
        </span>
      }
      aside={missed > 0 ? `${count(missed)} too fast to show` : rows.length > 0 ? `${count(rows.length)} since you came` : undefined}
      flush
    >
      {rows.length === 0 ? (
        <p className={classes.foot} style={{ borderTop: 0 }}>
          <span className={classes.quiet}>Whoever enters or leaves from now on shows here within a second.</span>
        </p>
      ) : (
        <ol className={classes.sample} aria-label="Entered and left, newest first">
          {rows.map((move) => (
            <MoveRow key={move.key} move={move} />
          ))}
        </ol>
      )}
    </Card>
  );
}

function MoveRow({ move }: { move: Move }) {
  const customer = useCustomer(move.customer).data;
  return (
    <li>
      <span className={`${classes.flow} ${move.entered ? classes.in : classes.out}`} aria-hidden>
        {move.entered ? '+' : '−'}
      </span>
      <Link to="/customers/$id" params={{ id: move.customer }}>
        {customer?.name ?? customer?.label ?? move.customer}
      </Link>
      <span className={classes.end}>
        {move.entered ? 'entered' : 'left'}, {causeWords[move.cause]}, {clock(move.at, true)}
      </span>
    </li>
  );
}
