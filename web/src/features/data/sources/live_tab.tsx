import { Button, SegmentedControl } from '@mantine/core';
import { useMemo, useState } from 'react';
import type { Source } from '../../../api';
import { Card, count, decimal, EmptyState, plural, SearchField } from '../../../design';
import classes from './live.module.css';
import { passes, type LiveFilter, type LiveOnly } from './live_list';
import { LiveRowLine } from './live_row';
import type { LiveSource } from './use_live_source';

interface LiveTabProps {
  source: Source;
  live: LiveSource;
  filter: LiveFilter;
  onFilter: (filter: LiveFilter) => void;
  onInstall: () => void;
}

const pauseMs = 150;
/** The server tells so many a second; the rate is the true one. */
const mostShown = 50;

/** Events as they arrive, newest on top. Opening one holds the list, so that it stays where it is. */
export function LiveTab({ source, live, filter, onFilter, onInstall }: LiveTabProps) {
  const { list, link, dispatch } = live;
  const [open, setOpen] = useState<number | null>(null);
  const shown = useMemo(() => list.rows.filter((row) => passes(row, filter)), [list.rows, filter.text, filter.only]);
  const toggle = (key: number) => {
    dispatch({ kind: 'pause' });
    setOpen((before) => (before === key ? null : key));
  };
  const resume = () => {
    setOpen(null);
    dispatch({ kind: 'resume' });
  };
  return (
    <Card
      title={
        <span className={classes.title}>
          <span className={link === 'open' && !list.paused ? classes.on : classes.off} aria-hidden />
          <span role="status">
            {link === 'lost' ? 'Connection lost, opening it again' : link === 'opening' ? 'Connecting' : list.paused ? 'Paused' : 'Live'}
          </span>
        </span>
      }
      aside={
        <>
          <span className={classes.rate}>
            {list.rate === null
              ? `${count(list.seen)} seen here`
              : `${decimal(list.rate.per_second)} a second${list.rate.refused > 0 ? `, ${count(list.rate.refused)} refused` : ''}`}
            {list.rate !== null && list.rate.per_second > mostShown && `, at most ${mostShown} of them shown`}
            {list.missed > 0 && `, ${count(list.missed)} too fast to show`}
          </span>
          <Button onClick={list.paused ? resume : () => dispatch({ kind: 'pause' })} aria-pressed={list.paused}>
            {list.paused ? (list.heldCount > 0 ? `Show ${plural(list.heldCount, 'new one')}` : 'Go on') : 'Pause'}
          </Button>
        </>
      }
      flush
    >
      <div className={classes.filters}>
        <SearchField
          className={classes.search}
          label="Search the arrivals"
          placeholder="Name, customer or reason"
          q={filter.text}
          pauseMs={pauseMs}
          onAsk={(text) => onFilter({ ...filter, text })}
        />
        <SegmentedControl
          aria-label="Which arrivals"
          data={[
            { value: 'all', label: 'All' },
            { value: 'trouble', label: 'Refused and warned' },
          ]}
          value={filter.only}
          onChange={(only) => onFilter({ ...filter, only: only as LiveOnly })}
        />
      </div>
      {shown.length === 0 ? (
        <Nothing source={source} any={list.rows.length > 0} filter={filter} onFilter={onFilter} onInstall={onInstall} />
      ) : (
        <ol className={classes.rows} aria-label="Arrivals, newest first">
          {shown.map((row) => (
            <LiveRowLine key={row.key} row={row} open={open === row.key} onToggle={toggle} />
          ))}
        </ol>
      )}
    </Card>
  );
}

interface NothingProps extends Pick<LiveTabProps, 'source' | 'filter' | 'onFilter' | 'onInstall'> {
  any: boolean;
}

function Nothing({ source, any, filter, onFilter, onInstall }: NothingProps) {
  if (any || filter.only === 'trouble' || filter.text !== '') {
    return (
      <EmptyState
        title={filter.only === 'trouble' && filter.text === '' ? 'Nothing was refused or warned' : 'Nothing that arrived matches'}
        action={<Button onClick={() => onFilter({ text: '', only: 'all' })}>Show everything</Button>}
      >
        New arrivals that match show here by themselves.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      title={source.events > 0 ? 'Nothing has arrived since the server was started' : 'Nothing has arrived yet'}
      action={<Button onClick={onInstall}>{source.kind === 'webhook' ? 'How to set it up' : 'How to install it'}</Button>}
    >
      What this source sends shows here a moment later, also what is refused.
    </EmptyState>
  );
}
