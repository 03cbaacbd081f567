import { useQueryDoc, type OverviewDocument, type OverviewResult, type ProcessDocument } from '../../api';
import { Card, count, Counted, IntervalBar, Mark, Num, share, useChannelColour } from '../../design';
import { channelEnds } from './channel_ends';
import classes from './home.module.css';

interface ChannelsCardProps {
  document: OverviewDocument;
  result: OverviewResult;
}

/** Each channel with the share of customers it meets, and where journeys begin and end. */
export function ChannelsCard({ document, result }: ChannelsCardProps) {
  const colour = useChannelColour();
  const { range, who } = document;
  const process: ProcessDocument = {
    kind: 'process',
    by: 'channel',
    variants: 1,
    ...(range ? { range } : {}),
    ...(who ? { who } : {}),
  };
  const ends = channelEnds(useQueryDoc(process).data?.result);
  const everyone = Math.max(1, result.customers);
  return (
    <Card
      title="Where people come from and go"
      aside={<Counted what="Channels" as="channels" />}
      flush
    >
      <table className={classes.channels}>
        <thead>
          <tr>
            <th scope="col">Channel</th>
            <th scope="col" colSpan={2} className={classes.meets}>
              Customers
            </th>
            <th scope="col">Come</th>
            <th scope="col">Go</th>
          </tr>
        </thead>
        <tbody>
          {result.channels.map(({ channel, customers, ref }) => {
            const end = ends?.get(channel);
            return (
              <tr key={channel}>
                <th scope="row">
                  <Mark colour={colour(channel)} /> {channel === '' ? 'unknown' : channel}
                </th>
                <td className={classes.meets}>
                  <IntervalBar
                    label={`${share(customers / everyone)} of customers`}
                    value={customers}
                    max={everyone}
                    colour={colour(channel)}
                  />
                </td>
                <td>
                  <Num value={count(customers)} people={{ document, ref, title: channel }} />
                </td>
                {(['come', 'go'] as const).map((side) => (
                  <td key={side}>
                    {end?.[side] ? (
                      <Num
                        value={share(end[side].people / Math.max(1, end.cases))}
                        people={{
                          document: process,
                          ref: end[side].ref,
                          title: side === 'come' ? `come by ${channel}` : `go by ${channel}`,
                        }}
                      />
                    ) : (
                      <span className={classes.quiet}>–</span>
                    )}
                  </td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
      <p className={classes.foot}>
        of {count(result.customers)} customers; come and go: first and last contact
      </p>
    </Card>
  );
}
