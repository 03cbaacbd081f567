import type { Answer, AttributionDocument, AttributionResult } from '../../../../api';
import { Card, categoryColour, count, DataTable, decimal, duration, interval, money, Num, plural, share, type Column } from '../../../../design';
import { CountedKind } from '../../counted_kind';
import { useMark } from '../../refine/refine_context';
import classes from '../pictures.module.css';
import { fitted, wrapped } from '../text_fit';
import { useWidth } from '../use_width';

interface AttributionViewProps {
  document: AttributionDocument;
  answer: Answer<AttributionDocument>;
}

type Path = AttributionResult['paths'][number];
type ChannelRow = AttributionResult['channels'][number];

/** What each touch earns of the conversions, by one model beside another. */
export function AttributionView({ document, answer }: AttributionViewProps) {
  const { result } = answer;
  const { without_touch: without, value } = result;
  return (
    <>
      <Card
        flush
        title={
          <>
            Credit by model <CountedKind kind="attribution" />
          </>
        }
        aside="this is not causal"
      >
        <dl className={classes.figures}>
          <div>
            <dt>Conversions</dt>
            <dd>
              <Num
                size="large"
                value={count(result.conversions)}
                detail={`of ${plural(result.conversions_people, 'person', 'people')}`}
                people={{ document, ref: result.conversions_ref, title: 'converted' }}
              />
            </dd>
          </div>
          {value && (
            <div>
              <dt>Worth, by {value.property}</dt>
              <dd>
                <Num size="large" value={money(value.total, null)} detail={value.missing > 0 ? `missing on ${count(value.missing)}` : undefined} />
              </dd>
            </div>
          )}
          <div>
            <dt>Without a touch</dt>
            <dd>
              <Num size="large" value={count(without.conversions)} detail="in no model" people={{ document, ref: without.ref, title: 'converted without a touch' }} />
            </dd>
          </div>
          <div>
            <dt>Touches before one</dt>
            <dd>
              <Num
                size="large"
                value={result.touches_per_conversion === null ? '–' : decimal(result.touches_per_conversion, 1)}
                detail={result.times.median_s === null ? undefined : `half within ${duration(result.times.median_s)}`}
              />
            </dd>
          </div>
        </dl>
        <CreditTable result={result} />
        <dl className={classes.terms}>
          {result.models.map((model) => (
            <div key={model.id}>
              <dt>{model.name}</dt>
              <dd>{model.how}</dd>
            </div>
          ))}
        </dl>
      </Card>
      <Card flush title="Touches" aside="95 % intervals">
        <DataTable label="Touches" columns={channelColumns(document)} rows={result.channels} rowKey={(row) => row.ref} />
      </Card>
      {result.paths.length > 0 && (
        <Card flush title="Most frequent ways to a conversion">
          <DataTable label="Most frequent ways to a conversion" columns={pathColumns(document)} rows={result.paths} rowKey={(row) => row.ref} />
        </Card>
      )}
    </>
  );
}

const margin = { left: 16, right: 12, top: 48, bottom: 14 };
const row = 34;
const columnLeast = 90;

/** A row a touch, a column a model: the share of the conversions it is credited with. */
export function CreditTable({ result }: { result: AttributionResult }) {
  const { ref, width } = useWidth<HTMLDivElement>();
  const mark = useMark();
  const { models, channels } = result;
  const names = width < 620 ? 84 : 150;
  const column = Math.max(columnLeast, (width - margin.left - margin.right - names) / Math.max(1, models.length));
  const most = Math.max(0.0001, ...channels.flatMap((each) => each.credits.map((credit) => credit.high ?? credit.share ?? 0)));
  const bar = column - 54;
  return (
    <div ref={ref} className={classes.scroll}>
      <svg
        className={classes.picture}
        width={margin.left + names + column * models.length + margin.right}
        height={margin.top + row * channels.length + margin.bottom}
        role="group"
        aria-label="Share of the conversions each touch is credited with, one column a model"
        data-picture
      >
        <g transform={`translate(${margin.left} ${margin.top})`}>
          {models.map((model, at) => (
            <g key={model.id}>
              <title>{model.how}</title>
              {[...wrapped(model.name, column - 8, 11.5)].reverse().map((line, up) => (
                <text key={up} className={`${classes.quiet} ${classes.small}`} x={names + column * at} y={-12 - 14 * up}>
                  {line}
                </text>
              ))}
            </g>
          ))}
          {channels.map((channel, y) => (
            <g key={channel.ref} className={classes.mark} {...mark(channel.ref, `${channel.label}: ${plural(channel.people, 'person', 'people')}, ${channel.credits.map((credit, at) => `${models[at]?.name} ${share(credit.share)}`).join(', ')}`)}>
              <rect x={0} y={y * row} width={names + column * models.length} height={row - 2} fill="transparent" />
              <line x1={0} x2={names + column * models.length} y1={y * row - 1} y2={y * row - 1} stroke="var(--line)" />
              <text x={0} y={y * row + 20}>
                {fitted(channel.label, names - 12, 12.5)}
              </text>
              {channel.credits.map((credit, at) => (
                <g key={credit.model} transform={`translate(${names + column * at} ${y * row})`}>
                  <title>
                    {`${models[at]?.name}: ${decimal(credit.conversions, 1)} conversions, ${share(credit.share)}${credit.low === null ? '' : ` (${interval(credit.low, credit.high)})`}${credit.value === null ? '' : `, worth ${decimal(credit.value, 0)}`}`}
                  </title>
                  <rect x={0} y={11} width={bar} height={10} rx={2} fill="var(--sunken)" stroke="none" />
                  <rect x={0} y={11} width={Math.max(1, (bar * (credit.share ?? 0)) / most)} height={10} rx={2} fill={channel.other ? 'var(--c8)' : categoryColour(y)} stroke="none" />
                  {credit.low !== null && credit.high !== null && (
                    <line x1={(bar * credit.low) / most} x2={(bar * credit.high) / most} y1={16} y2={16} stroke="var(--ink)" strokeWidth={1.4} />
                  )}
                  <text className={classes.small} x={bar + 5} y={20}>
                    {share(credit.share)}
                  </text>
                </g>
              ))}
            </g>
          ))}
        </g>
      </svg>
    </div>
  );
}

function channelColumns(document: AttributionDocument): Column<ChannelRow>[] {
  return [
    { key: 'label', header: 'Touch', render: (each) => each.label },
    { key: 'touches', header: 'Touches', align: 'right', render: (each) => count(each.touches) },
    { key: 'people', header: 'People', align: 'right', render: (each) => <Num value={count(each.people)} people={{ document, ref: each.ref, title: each.label }} /> },
    {
      key: 'converted',
      header: 'Converted after one',
      align: 'right',
      render: (each) => (
        <Num
          value={share(each.converted.share)}
          detail={interval(each.converted.low, each.converted.high)}
          people={{ document, ref: each.converted_ref, title: `converted after ${each.label}` }}
        />
      ),
    },
  ];
}

function pathColumns(document: AttributionDocument): Column<Path>[] {
  return [
    { key: 'way', header: 'Way', render: (each) => `${each.steps.join(' → ')}${each.truncated ? ' → …' : ''}` },
    { key: 'conversions', header: 'Conversions', align: 'right', render: (each) => <Num value={count(each.conversions)} people={{ document, ref: each.ref, title: each.steps.join(' → ') }} /> },
    { key: 'converted', header: 'Of all this way', align: 'right', render: (each) => <Num value={share(each.converted.share)} detail={interval(each.converted.low, each.converted.high)} /> },
  ];
}
