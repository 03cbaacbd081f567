import { Tooltip, VisuallyHidden } from '@mantine/core';
import type { CollectedEvent, EventAnomaly } from '../../../api';
import { count, day } from '../../../design';
import classes from './catalogue.module.css';
import { volumeBars } from './volume_scale';

interface VolumeChartProps {
  name: string;
  days: CollectedEvent['days'];
  anomalies: EventAnomaly[];
}

const percent = (part: number) => `${part * 100}%`;

/** Thirty days of one event; an unusual day is marked, with the span it was expected in. */
export function VolumeChart({ name, days, anomalies }: VolumeChartProps) {
  const { bars, top } = volumeBars(days, anomalies);
  const sentences = new Map(anomalies.map((anomaly) => [anomaly.day.slice(0, 10), anomaly.sentence]));
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
            label={`${day(bar.day)}: ${count(bar.count)}${bar.anomaly ? `. ${sentences.get(bar.day) ?? ''}` : ''}`}
            multiline
            maw={280}
          >
            <div className={classes.slot}>
              <span
                className={bar.anomaly ? (bar.anomaly.below ? classes.low : classes.high) : classes.bar}
                style={{ height: percent(bar.height) }}
              />
              {bar.anomaly && (
                <>
                  <span className={classes.band} style={{ bottom: percent(bar.anomaly.low), height: percent(bar.anomaly.high - bar.anomaly.low) }} />
                  <span className={classes.expected} style={{ bottom: percent(bar.anomaly.expected) }} />
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
      {anomalies.length > 0 && (
        <figcaption className={classes.legend}>
          <span className={classes.legendBand} aria-hidden /> expected span of an unusual day
        </figcaption>
      )}
      <VisuallyHidden>
        <table>
          <caption>{name} per day</caption>
          <thead>
            <tr>
              <th scope="col">day</th>
              <th scope="col">events</th>
              <th scope="col">unusual</th>
            </tr>
          </thead>
          <tbody>
            {bars.map((bar) => (
              <tr key={bar.day}>
                <td>{day(bar.day)}</td>
                <td>{count(bar.count)}</td>
                <td>{sentences.get(bar.day) ?? ''}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </VisuallyHidden>
    </figure>
  );
}
