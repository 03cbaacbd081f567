import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState, type KeyboardEvent } from 'react';
import type { Estimate } from '../../api';
import { compact, decimal, money, narrow, plural, Tag } from '../../design';
import { initials } from '../../people/initials';
import { CategoryMark } from './category_mark';
import { mapTitle, type Group } from './opportunity_rows';
import { estimateEvidence, impactWords, stateTones, stateWords } from './words';
import classes from './opportunities.module.css';

interface RankedListProps {
  groups: Group[];
  ranks: ReadonlyMap<string, number>;
  open: string | undefined;
  ownerOf: (id: string) => string;
  onOpen: (id: string) => void;
}

const firstRows = 200;
const columns = 8;

/** All opportunities with what their scores are made of. Arrows go from row to row, Enter opens. */
export function RankedList({ groups, ranks, open, ownerOf, onOpen }: RankedListProps) {
  const [most, setMost] = useState(firstRows);
  const total = groups.reduce((sum, { rows }) => sum + rows.length, 0);
  let left = most;
  const onKeyDown = (event: KeyboardEvent<HTMLTableRowElement>, id: string) => {
    if (event.target !== event.currentTarget) return;
    if (event.key === 'Enter') onOpen(id);
    const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (by === 0) return;
    event.preventDefault();
    const rows = [...(event.currentTarget.closest('table')?.querySelectorAll<HTMLTableRowElement>('tr[data-row]') ?? [])];
    rows[rows.indexOf(event.currentTarget) + by]?.focus();
  };
  return (
    <div className={classes.scroll}>
      <table className={classes.table} aria-label="Opportunities">
        <thead>
          <tr>
            <th scope="col"><span className={classes.hidden}>Rank</span>#</th>
            <th scope="col">Opportunity</th>
            <th scope="col" className={classes.number} title="People a month">Reach</th>
            <th scope="col" className={classes.number} title="On each who is reached">Impact</th>
            <th scope="col" className={classes.number} title="How sure we are">Sure</th>
            <th scope="col" className={classes.number} title="Weeks of one person">Effort</th>
            <th scope="col" className={classes.number} title="Reach × impact × confidence ÷ effort">Score</th>
            <th scope="col">State</th>
          </tr>
        </thead>
        {groups.map(({ key, title, rows }) => {
          const drawn = rows.slice(0, Math.max(0, left));
          left -= drawn.length;
          if (drawn.length === 0) return null;
          return (
            <tbody key={key}>
              {title !== '' && (
                <tr className={classes.group}>
                  <th scope="rowgroup" colSpan={columns}>
                    {title} <span>{plural(rows.length, 'opportunity', 'opportunities')}</span>
                  </th>
                </tr>
              )}
              {drawn.map((one) => (
                <tr
                  key={one.id} data-row tabIndex={0} aria-selected={open === one.id || undefined} data-dropped={one.state === 'dropped' || one.state === 'done' || undefined}
                  onClick={() => onOpen(one.id)} onKeyDown={(event) => onKeyDown(event, one.id)}
                >
                  <td className={classes.rank}>{ranks.get(one.id) ?? '–'}</td>
                  <td className={classes.what}>
                    <span className={classes.title}>
                      <CategoryMark category={one.category} />
                      <span>{one.title}</span>
                    </span>
                    <span className={classes.where}>
                      {one.map !== null && one.map_title !== null ? (
                        <Link to="/journeys/maps/$id" params={{ id: one.map }} tabIndex={-1} onClick={(event) => event.stopPropagation()}>{mapTitle(one)}</Link>
                      ) : (
                        mapTitle(one)
                      )}
                      {one.step_title && ` · ${one.step_title}`}
                      {one.value_at_risk && ` · ${money(one.value_at_risk.per_month, one.value_at_risk.currency || null)} a month at risk`}
                    </span>
                  </td>
                  <Part of={one.reach} text={one.reach.value === null ? null : compact(one.reach.value)} />
                  <Part of={one.impact} text={one.impact.value === null ? null : (impactWords[one.impact.value] ?? String(one.impact.value))} />
                  <Part of={one.confidence} text={one.confidence.value === null ? null : `${decimal(one.confidence.value, 0)}${narrow}%`} />
                  <Part of={one.effort} text={one.effort.value === null ? null : `${decimal(one.effort.value, 2)}${narrow}w`} />
                  <td className={classes.score}>{one.score === null ? <span className={classes.missing}>–</span> : compact(one.score)}</td>
                  <td className={classes.state}>
                    <Tag tone={stateTones[one.state]}>{stateWords[one.state].toLowerCase()}</Tag>
                    {one.owner === null ? (
                      one.state !== 'done' && one.state !== 'dropped' && <Tag tone="pain">no owner</Tag>
                    ) : (
                      <span className={classes.owner} title={ownerOf(one.owner)}>{initials(ownerOf(one.owner))}</span>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          );
        })}
      </table>
      {total > most && (
        <p className={classes.more}>
          <Button onClick={() => setMost(most + firstRows)}>Show {Math.min(firstRows, total - most)} more of {total}</Button>
        </p>
      )}
    </div>
  );
}

/** A number with how it is known under it: what the data said with its n, or in words. */
function Part({ of, text }: { of: Estimate; text: string | null }) {
  const n = of.evidence === 'data' && typeof of.source?.n === 'number' ? `n ${compact(of.source.n)}` : null;
  return (
    <td className={classes.number} title={of.source?.sentence ?? undefined}>
      {text === null ? <span className={classes.missing}>–</span> : text}
      {text !== null && <small data-evidence-kind={of.evidence}>{n ?? estimateEvidence[of.evidence]}</small>}
    </td>
  );
}

