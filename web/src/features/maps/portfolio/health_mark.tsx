import { Popover } from '@mantine/core';
import { definitions, share, type Definition } from '../../../design';
import type { Health, HealthPart } from '../../../api';
import { bands } from '../list/list_search';
import classes from './portfolio.module.css';

const partWords: Record<HealthPart['part'], { name: string; none: string }> = {
  fed: { name: 'Steps that data reaches', none: 'no steps yet' },
  on_path: { name: 'People who keep to the mapped path', none: 'not looked at, or fewer than 20 people' },
  reviewed: { name: 'Review in time', none: 'no review expected' },
  evidence: { name: 'Researched or measured, of what states its evidence', none: 'nothing states its evidence' },
};

const how: Definition = 'map_health';

/** The health of a map, and what it is made of. */
export function HealthMark({ health, title }: { health: Health | null; title: string }) {
  if (!health) return <span className={classes.none}>none</span>;
  return (
    <Popover width={340} position="bottom-end" withArrow trapFocus returnFocus>
      <Popover.Target>
        <button type="button" className={classes.health} data-band={health.band} aria-label={`Health of ${title}: ${health.score}, ${bands[health.band].toLowerCase()}. How is this counted?`}>
          <b>{health.score}</b> {bands[health.band].toLowerCase()}
        </button>
      </Popover.Target>
      <Popover.Dropdown p={14} aria-label={`Health of ${title}`} tabIndex={-1} data-autofocus>
        <div className={classes.parts}>
          <b>Health {health.score} of 100</b>
          <table>
            <thead>
              <tr>
                <th scope="col">Part</th>
                <th scope="col">Share</th>
                <th scope="col">Weight</th>
              </tr>
            </thead>
            <tbody>
              {health.parts.map((part) => (
                <tr key={part.part}>
                  <th scope="row">{partWords[part.part].name}</th>
                  <td>{part.share === null ? <span className={classes.none}>{partWords[part.part].none}</span> : share(part.share)}</td>
                  <td>{part.share === null ? '–' : part.weight}</td>
                </tr>
              ))}
            </tbody>
          </table>
          <b>How is this counted?</b>
          <p>{definitions[how]}</p>
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}
