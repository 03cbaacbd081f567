import type { Answer, TrendDocument, TrendResult, TrendSeries } from '../../../../api';
import { Card, categoryColour, count, DataTable, Mark, Num, plural, type Column } from '../../../../design';
import { CountedKind } from '../../counted_kind';
import classes from '../pictures.module.css';
import { bucketName, figure, LineChart, type Line } from './line_chart';

interface TrendViewProps {
  document: TrendDocument;
  answer: Answer<TrendDocument>;
}

const nameOf = (series: TrendSeries) => (series.group ? `${series.name}, ${series.group.value}` : series.name);

const lines = (all: TrendSeries[], from = 0): Line[] =>
  all.map((each, at) => ({ key: `${at}`, name: nameOf(each), colour: categoryColour(from + at), points: each.points }));

/** The measures as lines, and which is which. */
export function TrendPicture({ document, result }: { document: TrendDocument; result: TrendResult }) {
  return (
    <>
      <LineChart main label={`${plural(result.series.length, 'measure')} by ${result.bucket}`} buckets={result.buckets} series={lines(result.series)} />
      <div className={classes.legend}>
        {result.series.map((each, at) => (
          <span key={at}>
            <Mark colour={categoryColour(at)} /> {nameOf(each)}
          </span>
        ))}
        {document.previous && (
          <span>
            <Mark colour="var(--c8)" /> the period before
          </span>
        )}
        {result.bands && <span title={result.bands.method}>Band: 95 of 100 values were to be expected here</span>}
        {result.buckets.some((bucket) => bucket.incomplete) && <span>Dashed and hollow: not whole yet</span>}
      </div>
    </>
  );
}

/** Measures over time, with what was to be expected of them. */
export function TrendView({ document, answer }: TrendViewProps) {
  const { result } = answer;
  const formulas = result.formulas ?? [];
  const odd = [...result.series, ...formulas].flatMap((series) =>
    series.points.flatMap((point, at) => (point.anomaly ? [{ series, point, at }] : [])),
  );
  const columns: Column<TrendSeries>[] = [
    {
      key: 'name',
      header: 'Measure',
      render: (row) => (
        <span style={{ whiteSpace: 'nowrap' }}>
          <Mark colour={categoryColour([...result.series, ...formulas].indexOf(row))} /> {nameOf(row)}
        </span>
      ),
    },
    {
      key: 'value',
      header: 'In all',
      align: 'right',
      render: (row) => <Num value={figure(row.value)} people={row.ref === undefined ? undefined : { document, ref: row.ref, title: nameOf(row) }} />,
    },
    { key: 'people', header: 'People', align: 'right', render: (row) => (row.people === undefined ? '–' : count(row.people)) },
    ...(document.previous
      ? [{ key: 'previous', header: 'The period before', align: 'right' as const, render: (row: TrendSeries) => figure(row.previous ?? null) }]
      : []),
  ];
  return (
    <>
      <Card
        flush
        title={
          <>
            Over time <CountedKind kind="trend" />
          </>
        }
        aside={`by ${result.bucket}`}
      >
        <TrendPicture document={document} result={result} />
      </Card>
      {formulas.length > 0 && (
        <Card
          flush
          title={
            <>
              Formulas <CountedKind kind="trend" what="Formulas" />
            </>
          }
        >
          <LineChart label="Formulas over time" buckets={result.buckets} series={lines(formulas, result.series.length)} />
        </Card>
      )}
      {odd.length > 0 && (
        <Card flush title="Out of the ordinary" aside="outside of 99 in 100 expected values">
          <DataTable
            label="Out of the ordinary"
            rows={odd}
            rowKey={({ series, at }) => `${nameOf(series)}${at}`}
            columns={[
              { key: 'when', header: 'When', render: ({ at }) => bucketName(result.buckets[at]?.from ?? '') },
              { key: 'what', header: 'What', render: ({ series }) => nameOf(series) },
              {
                key: 'value',
                header: 'Value',
                align: 'right',
                render: ({ series, point }) => (
                  <Num value={figure(point.value)} people={point.ref === undefined ? undefined : { document, ref: point.ref, title: nameOf(series) }} />
                ),
              },
              {
                key: 'expected',
                header: 'Expected',
                align: 'right',
                render: ({ point }) => (
                  <Num value={figure(point.expected ?? null)} detail={point.band99 ? `${figure(point.band99[0])} – ${figure(point.band99[1])}` : undefined} />
                ),
              },
              {
                key: 'by',
                header: 'Off by',
                align: 'right',
                render: ({ point }) => `${(point.anomaly?.difference ?? 0) > 0 ? '+' : ''}${figure(point.anomaly?.difference ?? null)}`,
              },
            ]}
          />
        </Card>
      )}
      <Card flush title="Every measure">
        <DataTable label="Every measure" columns={columns} rows={[...result.series, ...formulas]} rowKey={(row) => `${nameOf(row)}${row.formula ?? ''}`} />
        {result.bands && <div className={classes.legend}>{result.bands.method}</div>}
      </Card>
    </>
  );
}
