import type {
  JourneyDocument,
  JourneyKpi,
  JourneyResult,
  OverviewDocument,
  OverviewResult,
  Share,
} from '../../api';
import {
  Change,
  Counted,
  count,
  day,
  decimal,
  interval,
  Num,
  period,
  points,
  Sparkline,
  StatStrip,
  type Stat,
} from '../../design';
import classes from './home.module.css';

interface KpiStripProps {
  journey: { document: JourneyDocument; result: JourneyResult } | null;
  overview: { document: OverviewDocument; result: OverviewResult; range: { from: string; to: string } };
}

const most = 3;

/** The figures on top: how far people get, then how many there are and what they do. */
export function KpiStrip({ journey, overview }: KpiStripProps) {
  const kpis = journey?.result.kpis.slice(0, most) ?? [];
  const { document, result, range } = overview;
  const whole = result.per_day.filter((bucket) => !bucket.partial);
  const stats: Stat[] = [
    ...kpis.map((kpi) => kpiStat(kpi, journey!.document)),
    {
      label: <Label what="Customers" as="customers" />,
      value: (
        <Num
          size="large"
          value={count(result.customers)}
          people={{ document, ref: result.customers_ref, title: 'everyone' }}
        />
      ),
      note: period(range),
      picture: (
        <Sparkline label={`Customers per ${result.bucket}`} values={whole.map((b) => b.customers)} />
      ),
    },
    {
      label: <Label what="Events" as="events" />,
      value: <Num size="large" value={count(result.events)} />,
      note: `${decimal(result.events / Math.max(1, result.customers))} per customer`,
      picture: <Sparkline label={`Events per ${result.bucket}`} values={whole.map((b) => b.events)} />,
    },
  ];
  return <StatStrip stats={stats} />;
}

function Label({ what, as }: { what: string; as: 'reached' | 'customers' | 'events' }) {
  return (
    <span className={classes.label}>
      <span className={classes.labelText} title={what}>
        {what}
      </span>
      <Counted what={what} as={as} />
    </span>
  );
}

function kpiStat(kpi: JourneyKpi, document: JourneyDocument): Stat {
  const { share: reached, change } = kpi;
  // An interval that holds zero is no change anybody should act on.
  const moved = change !== null && change.low * change.high > 0;
  const tone = !moved ? 'plain' : change.by < 0 ? 'pain' : 'good';
  return {
    label: <Label what={kpi.name} as="reached" />,
    value: (
      <Num
        size="large"
        value={reached.share === null ? '–' : decimal(reached.share * 100, 1)}
        unit="%"
        detail={
          reached.share === null ? undefined : (
            <span title={`95 % interval ${interval(reached.low, reached.high)}`}>
              {plusMinus(reached)} n {count(reached.of)}
            </span>
          )
        }
        people={{ document, ref: kpi.ref, title: kpi.name }}
      />
    ),
    note: moved ? (
      <Change by={points(change.by)} tone={tone}>
        since {day(change.since)}
      </Change>
    ) : (
      'steady'
    ),
    picture: (
      <Sparkline label={`${kpi.name} over time`} values={kpi.trend} tone={tone === 'pain' ? 'pain' : 'plain'} />
    ),
  };
}

/** Half of the interval, in points: "± 0.3," */
function plusMinus({ low, high }: Share): string {
  return low === null || high === null ? '' : `± ${decimal(((high - low) / 2) * 100)},`;
}
