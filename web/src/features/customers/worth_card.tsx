import { useCustomerComputed, type CustomerComputed, type Touch } from '../../api';
import { Card, count, day, dayAndClock, ErrorState, plural, RowsSkeleton, share } from '../../design';
import classes from './worth_card.module.css';

/** What a customer brought in, and where they came from. */
export function WorthCard({ id }: { id: string }) {
  const computed = useCustomerComputed(id);
  const data = computed.data;
  return (
    <Card title="Worth and origin" aside={data && data.orders > 0 ? plural(data.orders, 'order') : undefined}>
      {computed.isError ? (
        <ErrorState error={computed.error} onRetry={() => void computed.refetch()} />
      ) : !data ? (
        <RowsSkeleton rows={4} />
      ) : (
        <>
          <Money computed={data} />
          <Touches touches={data.touches} />
          <Lately computed={data} />
        </>
      )}
    </Card>
  );
}

/** "1,204.50", "89" */
function amount(value: number): string {
  const digits = Number.isInteger(value) ? 0 : 2;
  return new Intl.NumberFormat('en', { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value);
}

/** Each currency by itself: sums of different ones mean nothing. */
function Money({ computed: { money, orders, how } }: { computed: CustomerComputed }) {
  if (money.length === 0) {
    return <p className={classes.quiet}>{orders === 0 ? 'No order yet.' : `${plural(orders, 'order')} without an amount.`}</p>;
  }
  const counted = `Sum of ${how.money ?? 'the amounts'} over ${how.order_events.join(', ')}, ever. Refunds are not taken off.`;
  return (
    <ul className={classes.money} title={counted}>
      {money.map(({ currency, sum, average, orders: n }) => (
        <li key={currency ?? ''}>
          <b>
            {amount(sum)} {currency ?? ''}
          </b>
          <span className={classes.quiet}>
            lifetime value, {plural(n, 'order')} of {amount(average)} on average
          </span>
        </li>
      ))}
    </ul>
  );
}

function Touches({ touches: { first, last, last_non_direct: lastNonDirect } }: Pick<CustomerComputed, 'touches'>) {
  if (!first || !last) return null;
  const rows: [string, Touch][] = [['First touch', first]];
  if (last.time !== first.time) rows.push(['Last touch', last]);
  if (lastNonDirect && lastNonDirect.time !== last.time && lastNonDirect.time !== first.time) {
    rows.push(['Last not direct', lastNonDirect]);
  }
  return (
    <ol className={classes.touches}>
      {rows.map(([name, touch]) => (
        <li key={name}>
          <span className={classes.when}>
            {name}
            <span title={dayAndClock(touch.time)}>{day(touch.time)}</span>
          </span>
          <b>{touch.channel}</b>
          <Origin touch={touch} />
        </li>
      ))}
    </ol>
  );
}

function Origin({ touch: { source, medium, campaign, referrer, landing_page: landingPage } }: { touch: Touch }) {
  const said = [source, medium].filter((part) => part !== null).join(' / ');
  return (
    <span className={classes.origin}>
      {said}
      {campaign !== null && ` · ${campaign}`}
      {referrer !== null && referrer !== source && ` · from ${referrer}`}
      {landingPage !== null && <span title="Landing page"> → {landingPage}</span>}
    </span>
  );
}

/** How the last 90 days differ from ever, channel by channel. */
function Lately({ computed: { channels, events, events_90_days: lately } }: { computed: CustomerComputed }) {
  if (lately === 0 || lately === events || channels.length < 2) return null;
  return (
    <table className={classes.lately}>
      <caption>Channels, last 90 days and ever</caption>
      <tbody>
        {channels.map((one) => (
          <tr key={one.channel}>
            <th scope="row">{one.channel}</th>
            <td title={`${count(one.events_90_days)} of ${count(lately)} events in the last 90 days`}>{share(one.events_90_days / lately)}</td>
            <td title={`${count(one.events)} of ${count(events)} events ever`} className={classes.quiet}>
              {share(one.events / events)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
