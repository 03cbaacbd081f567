import type { MaturityArea, MaturityAreaResult, MaturityRound } from '../../api';
import { Card, day, decimal, EmptyState, Tag } from '../../design';
import { difference, disputed, levelsMost, radar } from './maturity_numbers';
import classes from './maturity.module.css';

interface MaturityResultProps {
  round: MaturityRound;
  /** The one before it. */
  last: MaturityRound | null;
  rounds: readonly MaturityRound[];
  areas: MaturityArea[];
}

/** Where people see the organisation, how far apart they are, and what is different from last time. */
export function MaturityResult({ round, last, rounds, areas }: MaturityResultProps) {
  const { result } = round;
  if (result.mean === null) {
    return (
      <Card>
        <EmptyState title="Nobody has answered yet">Share the address of this page with those whose view counts. The result is here as soon as the first one has answered.</EmptyState>
      </Card>
    );
  }
  const apart = disputed(round);
  return (
    <>
      <div className={classes.result}>
        <Card title="On the whole">
          <p className={classes.whole}>
            <b>{decimal(result.mean)}</b> of {levelsMost}
            <Tag tone="accent">{result.level}</Tag>
            {last && <span className={classes.quiet}>{difference(result.mean, last.result.mean)} since {last.title}</span>}
          </p>
          <Radar areas={result.areas} last={last?.result.areas ?? null} />
          {last && (
            <p className={classes.key}>
              <span data-now>now</span> <span data-then>{last.title}</span>
            </p>
          )}
          <History rounds={rounds} shown={round.id} />
        </Card>
        <Card title="By area" aside="Mean, and from the lowest to the highest person" flush>
          <div className={classes.scroll} tabIndex={0} role="region" aria-label="By area">
            <table className={classes.table} aria-label="Result by area">
              <thead>
                <tr>
                  <th scope="col">Area</th>
                  <th scope="col" className={classes.spread}>1 to 5</th>
                  <th scope="col" className={classes.number}>Mean</th>
                  <th scope="col" className={classes.number} title="Sample standard deviation over people">Apart by</th>
                  <th scope="col" className={classes.number}>Since last</th>
                  <th scope="col" className={classes.number}>People</th>
                </tr>
              </thead>
              <tbody>
                {result.areas.map((area) => {
                  const then = last?.result.areas.find(({ id }) => id === area.id) ?? null;
                  return (
                    <tr key={area.id}>
                      <th scope="row">
                        {area.title}
                        {area.level && <small>{area.level}</small>}
                      </th>
                      <td className={classes.spread}><Spread area={area} then={then?.mean ?? null} /></td>
                      <td className={classes.number}>{area.mean === null ? '–' : decimal(area.mean)}</td>
                      <td className={classes.number}>{area.deviation === null ? '–' : decimal(area.deviation)}</td>
                      <td className={classes.number}>{difference(area.mean, then?.mean) || '–'}</td>
                      <td className={classes.number}>{area.people}</td>
                    </tr>
                  );
                })}
              </tbody>
            </table>
          </div>
        </Card>
      </div>
      <Card title="Question by question" aside={apart.size > 0 ? `${apart.size} to talk about: people are two levels apart or more` : undefined}>
        <div className={classes.answers}>
          {areas.map((area) => (
            <section key={area.id} aria-label={area.title}>
              <h3>{area.title}</h3>
              {area.questions.map((question) => {
                const told = result.areas.find(({ id }) => id === area.id)?.questions.find(({ id }) => id === question.id);
                const level = told?.mean === null || told === undefined ? null : question.levels[Math.round(told.mean) - 1];
                return (
                  <div key={question.id} className={classes.answer}>
                    <p>
                      {question.text} {apart.has(question.id) && <Tag tone="warn">talk about it</Tag>}
                    </p>
                    {told && told.people > 0 ? (
                      <>
                        <Counts counts={told.counts} people={told.people} />
                        <small>{told.mean === null ? '' : `${decimal(told.mean)}: `}{level}</small>
                      </>
                    ) : (
                      <small>Nobody answered it.</small>
                    )}
                  </div>
                );
              })}
            </section>
          ))}
        </div>
      </Card>
    </>
  );
}

const radius = 92;

function Radar({ areas, last }: { areas: readonly MaturityAreaResult[]; last: readonly MaturityAreaResult[] | null }) {
  const corners = (values: readonly (number | null)[]) => radar(values, radius).map(({ x, y }) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' ');
  const names = radar(areas.map(() => levelsMost), radius + 14);
  return (
    <svg className={classes.radar} viewBox="-190 -136 380 276" role="img" aria-label={areas.map(({ title, mean }) => `${title} ${mean === null ? 'not answered' : decimal(mean)}`).join(', ')}>
      {[1, 2, 3, 4, 5].map((level) => (
        <polygon key={level} points={corners(areas.map(() => level))} className={classes.ring} />
      ))}
      {radar(areas.map(() => levelsMost), radius).map(({ x, y }, at) => (
        <line key={at} x2={x} y2={y} className={classes.ring} />
      ))}
      {last && <polygon points={corners(areas.map(({ id }) => last.find((one) => one.id === id)?.mean ?? null))} className={classes.then} />}
      <polygon points={corners(areas.map(({ mean }) => mean))} className={classes.now} />
      {names.map(({ x, y }, at) => (
        <Name key={at} x={x} y={y} title={areas[at]?.title ?? ''} />
      ))}
    </svg>
  );
}

/** In two lines where it is long. */
function Name({ x, y, title }: { x: number; y: number; title: string }) {
  const words = title.split(' ');
  const lines = title.length > 16 ? [words.slice(0, -1).join(' '), words.at(-1)] : [title];
  return (
    <text x={x} y={y} textAnchor={Math.abs(x) < 10 ? 'middle' : x > 0 ? 'start' : 'end'} className={classes.name}>
      {lines.map((line, at) => (
        <tspan key={at} x={x} dy={at === 0 ? (y < -60 ? `${-0.4 - (lines.length - 1)}em` : y > 60 ? '0.8em' : '0em') : '1.1em'}>{line}</tspan>
      ))}
    </text>
  );
}

function Spread({ area, then }: { area: MaturityAreaResult; then: number | null }) {
  if (area.mean === null || area.low === null || area.high === null) return <span className={classes.quiet}>not answered</span>;
  const at = (level: number) => `${((level - 1) / (levelsMost - 1)) * 100}%`;
  return (
    <span className={classes.track} role="img" aria-label={`From ${decimal(area.low)} to ${decimal(area.high)}, on average ${decimal(area.mean)}`}>
      <span className={classes.range} style={{ left: at(area.low), width: `calc(${at(area.high)} - ${at(area.low)})` }} />
      {then !== null && <span className={classes.before} style={{ left: at(then) }} title="last time" />}
      <span className={classes.mean} style={{ left: at(area.mean) }} />
    </span>
  );
}

function Counts({ counts, people }: { counts: number[]; people: number }) {
  const most = Math.max(...counts, 1);
  return (
    <span className={classes.counts} role="img" aria-label={`${people} answered: ${counts.map((count, at) => `level ${at + 1}: ${count}`).join(', ')}`}>
      {counts.map((count, at) => (
        <span key={at}>
          <i style={{ height: `${(count / most) * 100}%` }} />
          <b>{at + 1}</b>
        </span>
      ))}
    </span>
  );
}

/** The whole over all assessments, the earliest first. */
function History({ rounds, shown }: { rounds: readonly MaturityRound[]; shown: string }) {
  const told = [...rounds].reverse().filter(({ result }) => result.mean !== null);
  if (told.length < 2) return null;
  return (
    <ol className={classes.history} aria-label="History">
      {told.map(({ id, title, created_at, result }) => (
        <li key={id} data-shown={id === shown || undefined} title={`${title}, ${day(created_at)}`}>
          <b>{decimal(result.mean ?? 0)}</b>
          <i style={{ height: `${((result.mean ?? 0) / levelsMost) * 48}px` }} />
          <span>{title}</span>
        </li>
      ))}
    </ol>
  );
}
