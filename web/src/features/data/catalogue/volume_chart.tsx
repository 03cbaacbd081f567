import { Tooltip, VisuallyHidden } from '@mantine/core';
import type { CollectedEvent, EventAnomaly, UsualDay } from '../../../api';
import { count, day } from '../../../design';
import classes from './catalogue.module.css';
import { volumeBars } from './volume_scale';

interface VolumeChartProps {
  name: string;
  days: CollectedEvent['days'];
  usual: UsualDay[];
  anomalies: EventAnomaly[];
}

const percent = (part: number) => `${part * 100}%`;

/** Thirty days of one event, each with the span it was expected in; an unusual day is marked. */
export function VolumeChart({ name, days, usual, anomalies }: VolumeChartProps) {
  const { bars, top } = volumeBars(days, usual, anomalies);
  const sentences = new Map(anomalies.map((anomaly) => [anomaly.day.slice(0, 10), anomaly.sentence]));
  const spans = new Map(usual.map((one) => [one.day.slice(0, 10), `${count(Math.ceil(one.low))} to ${count(Math.floor(one.high))}`]));
  return (
    <figure className={classes.volume}>
      <div className={classes.scale} aria-hidden>
        <span>{count(top)}</span>
        <span>0</span>
      </div>
      <div className={classes.bars} aria-hidden>
        {bars.map((bar) => (
          <Tooltip
            key={bar.day}
            label={`${day(bar.day)}: ${count(bar.count)}${bar.unusual ? `. ${sentences.get(bar.day) ?? ''}` : bar.usual ? `, ${spans.get(bar.day)} expected` : ''}`}
            multiline
            maw={280}
          >
            <div className={classes.slot}>
              <span
                className={bar.unusual === 'below' ? classes.low : bar.unusual === 'above' ? classes.high : classes.bar}
                style={{ height: percent(bar.height) }}
              />
              {bar.usual && (
                <>
                  <span
                    className={bar.unusual ? classes.oddBand : classes.band}
                    style={{ bottom: percent(bar.usual.low), height: percent(bar.usual.high - bar.usual.low) }}
                  />
                  <span className={bar.unusual ? classes.oddExpected : classes.expected} style={{ bottom: percent(bar.usual.expected) }} />
                </>
              )}
            </div>
          </Tooltip>
        ))}
      </div>
      <div className={classes.ends} aria-hidden>
        <span>{bars[0] && day(bars[0].day)}</span>
        <span>{bars.length > 0 && day(bars[bars.length - 1]!.day)}</span>
      </div>
      {usual.length > 0 && (
        <figcaption className={classes.legend}>
          <span className={classes.legendBand} aria-hidden /> expected span of the day
        </figcaption>
      )}
      <VisuallyHidden>
        <table>
          <caption>{name} per day</caption>
          <thead>
            <tr>
              <th scope="col">day</th>
              <th scope="col">events</th>
              <th scope="col">expected</th>
              <th scope="col">unusual</th>
            </tr>
          </thead>
          <tbody>
            {bars.map((bar) => (
              <tr key={bar.day}>
                <td>{day(bar.day)}</td>
                <td>{count(bar.count)}</td>
                <td>{spans.get(bar.day) ?? ''}</td>
                <td>{sentences.get(bar.day) ?? ''}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </VisuallyHidden>
    </figure>
  );
}
