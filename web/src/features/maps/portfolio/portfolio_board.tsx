import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { PortfolioMap } from '../../../api';
import { share, Tag } from '../../../design';
import { statuses } from '../list/list_search';
import { HealthMark } from './health_mark';
import { MapMenu } from './map_menu';
import { tones } from './portfolio_table';
import { driftOf, type PortfolioRow } from './portfolio_rows';
import { NextReview } from './review_words';
import classes from './portfolio.module.css';

const levels = { lifecycle: 'Lifecycle', journey: 'Journeys', detail: 'Details' } as const;
/** So many cards at first, and with each "show more". */
const cardsAtOnce = 60;

/** Maps as cards, a column for each level. */
export function PortfolioBoard({ rows, mayWrite }: { rows: readonly PortfolioRow[]; mayWrite: boolean }) {
  return (
    <div className={classes.board}>
      {(Object.keys(levels) as (keyof typeof levels)[]).map((level) => (
        <Column key={level} name={levels[level]} maps={rows.map(({ map }) => map).filter((map) => map.level === level)} mayWrite={mayWrite} />
      ))}
    </div>
  );
}

function Column({ name, maps, mayWrite }: { name: string; maps: readonly PortfolioMap[]; mayWrite: boolean }) {
  const [most, setMost] = useState(cardsAtOnce);
  return (
    <section className={classes.column} aria-label={name}>
      <h2>
        {name} <span>{maps.length}</span>
      </h2>
      {maps.length === 0 && <p className={classes.none}>None like that</p>}
      <ul>
        {maps.slice(0, most).map((map) => (
          <li key={map.id} className={classes.card}>
            <span className={classes.cardHead}>
              <Link to="/journeys/maps/$id" params={{ id: map.id }}>{map.title || 'Map without a name'}</Link>
              {mayWrite && <MapMenu map={map} />}
            </span>
            {map.stages.length > 0 && <span className={classes.cardStages}>{map.stages.filter(Boolean).join(' → ')}</span>}
            <span className={classes.tags}>
              <Tag tone={tones[map.status]}>{statuses[map.status].toLowerCase()}</Tag>
              {map.state === 'future' && <Tag tone="accent">future state</Tag>}
              {driftOf(map) !== null && <Tag tone={(driftOf(map) ?? 0) >= 0.2 ? 'pain' : 'neutral'}>drift {share(driftOf(map))}</Tag>}
            </span>
            <span className={classes.cardFoot}>
              <HealthMark health={map.health} title={map.title} />
              <span>{map.keeper?.name ?? 'nobody looks after it'}</span>
            </span>
            <span className={classes.cardFoot}>
              <span className={classes.none}>Next review</span> <NextReview map={map} />
            </span>
          </li>
        ))}
      </ul>
      {maps.length > most && <Button onClick={() => setMost(most + cardsAtOnce)}>Show {Math.min(cardsAtOnce, maps.length - most)} more</Button>}
    </section>
  );
}
