import { useState } from 'react';
import type { Answer, ConformanceDocument, Deviation } from '../../../../api';
import { Card, count, DataTable, decimal, duration, EmptyState, interval, IntervalBar, Num, plural, share, type Column } from '../../../../design';
import { CountedKind } from '../../counted_kind';
import classes from '../pictures.module.css';
import { DesignPicture } from './design_picture';
import { deviationKinds, deviationName } from './deviation_words';
import { Moves } from './moves';

interface ConformanceViewProps {
  document: ConformanceDocument;
  answer: Answer<ConformanceDocument>;
  onAsk: (document: ConformanceDocument) => void;
}

/** As many as are read before the ways below them. */
const shown = 14;

/** How journeys went beside how one was designed. */
export function ConformanceView({ document, answer, onAsk }: ConformanceViewProps) {
  const { result } = answer;
  const [all, setAll] = useState(false);
  const happens = deviationKinds.filter(({ kind }) => result.by_kind.some((each) => each.kind === kind && each.count > 0));
  return (
    <>
      <Card
        flush
        title={
          <>
            As designed <CountedKind kind="conformance" />
          </>
        }
        aside={<Num value={count(result.cases)} detail={result.cases === 1 ? 'journey' : 'journeys'} people={{ document, ref: result.cases_ref, title: 'with a journey' }} />}
      >
        <dl className={classes.figures}>
          <div>
            <dt>Go exactly as designed</dt>
            <dd>
              <Num
                size="large"
                value={share(result.fitting.share)}
                detail={`${interval(result.fitting.low, result.fitting.high)}, ${count(result.fitting.count)} of ${count(result.fitting.of)}`}
                people={{ document, ref: result.fitting_ref, title: 'go as designed' }}
              />
            </dd>
          </div>
          <div>
            <dt>Fitness</dt>
            <dd>
              <Num
                size="large"
                value={result.fitness === null ? '–' : decimal(result.fitness, 2)}
                detail={result.fitness_low === null ? undefined : `${decimal(result.fitness_low, 3)}–${decimal(result.fitness_high ?? 0, 3)}, 1 is a perfect fit`}
              />
            </dd>
          </div>
          <div>
            <dt>Moves apart from the design</dt>
            <dd>
              <Num size="large" value={decimal(result.cost / Math.max(1, result.cases), 1)} detail="in a journey, on average" />
            </dd>
          </div>
        </dl>
        <DesignPicture result={result} />
        <div className={classes.legend}>
          {happens.map(({ kind, name, how }) => (
            <span key={kind}>
              <b>{name}:</b> {how}
            </span>
          ))}
          <span>Darker: in more of the journeys</span>
        </div>
      </Card>
      <Card flush title="Every deviation" aside="95 % intervals">
        {result.deviations.length === 0 ? (
          <EmptyState title="Every journey goes as designed">There is no deviation to show.</EmptyState>
        ) : (
          <>
            <DataTable label="Every deviation" columns={columns(document, result.deviations)} rows={all ? result.deviations : result.deviations.slice(0, shown)} rowKey={(row) => row.ref} />
            {!all && result.deviations.length > shown && (
              <div className={classes.legend}>
                <button type="button" className={classes.take} onClick={() => setAll(true)}>
                  All {plural(result.deviations.length, 'deviation')}
                </button>
              </div>
            )}
          </>
        )}
      </Card>
      <Moves document={document} result={result} onDesign={(labels) => onAsk({ ...document, journey: labels })} />
    </>
  );
}

function columns(document: ConformanceDocument, deviations: Deviation[]): Column<Deviation>[] {
  const most = Math.max(0.0001, ...deviations.map((each) => each.share.high ?? 0));
  return [
    {
      key: 'label',
      header: 'Deviation',
      render: (row) => (
        <span title={row.sentence}>
          <b>{row.label}</b> <span style={{ color: 'var(--ink-3)' }}>{deviationName(row.kind).toLowerCase()}</span>
        </span>
      ),
    },
    {
      key: 'bar',
      header: 'Of the journeys',
      width: '22%',
      wideOnly: true,
      render: (row) => <IntervalBar label={row.sentence} value={row.share.share ?? 0} low={row.share.low} high={row.share.high} max={most} colour="var(--pain)" />,
    },
    { key: 'share', header: 'Share', align: 'right', render: (row) => <Num value={share(row.share.share)} detail={interval(row.share.low, row.share.high)} /> },
    { key: 'count', header: 'Times', align: 'right', wideOnly: true, render: (row) => count(row.count) },
    {
      key: 'people',
      header: 'People',
      align: 'right',
      render: (row) => <Num value={count(row.people)} people={{ document, ref: row.ref, title: `${row.label}, ${deviationName(row.kind).toLowerCase()}` }} />,
    },
    {
      key: 'time',
      header: 'Journeys with it take',
      align: 'right',
      render: (row) => {
        const { median_s: by, low_s: low, high_s: high } = row.time_cost;
        if (by === null) return '–';
        const signed = (seconds: number) => `${seconds > 0 ? '+' : seconds < 0 ? '−' : ''}${duration(Math.abs(seconds))}`;
        const clear = low !== null && high !== null && (low > 0 || high < 0);
        return (
          <span title={`Median ${duration(row.time_cost.with.median_s)} with it (${plural(row.time_cost.with.n, 'journey')}), ${duration(row.time_cost.without.median_s)} without`}>
            <Num tone={clear && by > 0 ? 'pain' : 'plain'} value={signed(by)} detail={low === null || high === null ? undefined : `${signed(low)} – ${signed(high)}`} />
          </span>
        );
      },
    },
  ];
}
