import { Button, Drawer } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useQueryDoc, type CatalogueProperty, type EventsDocument } from '../../api';
import {
  Counted,
  count,
  dayAndClock,
  EmptyState,
  ErrorState,
  interval,
  IntervalBar,
  Num,
  plural,
  RowsSkeleton,
  share,
  Sparkline,
  Tag,
} from '../../design';
import { searchOf } from '../explore/ask/explore_search';
import classes from './data.module.css';

interface EventPanelProps {
  name: string;
  onClose: () => void;
}

/** One event of the catalogue with its properties. */
export function EventPanel({ name, onClose }: EventPanelProps) {
  const document: EventsDocument = { kind: 'events', where: { event: name }, properties: true };
  const answer = useQueryDoc(document, { keepPrevious: false });
  const event = answer.data?.result.events[0];
  const bucket = answer.data?.result.bucket ?? 'day';
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size={460}
      title={name}
      overlayProps={{ backgroundOpacity: 0.12 }}
      classNames={{ content: classes.panel, title: classes.panelTitle, header: classes.panelHead }}
    >
      {answer.isPending && <RowsSkeleton rows={8} height={24} />}
      {answer.isError && <ErrorState error={answer.error} onRetry={() => void answer.refetch()} />}
      {answer.data && !event && (
        <EmptyState title="There is no such event">No event is called “{name}”.</EmptyState>
      )}
      {event && (
        <>
          <dl className={classes.facts}>
            <dt>Events</dt>
            <dd>{count(event.count)}</dd>
            <dt>People</dt>
            <dd>
              <Num value={count(event.people)} people={{ document, ref: event.ref, title: name }} />
            </dd>
            <dt>Touchpoint</dt>
            <dd>
              {event.touchpoint ?? 'none'} {event.stage !== null && <Tag>{event.stage}</Tag>}
            </dd>
            <dt>Type</dt>
            <dd>{event.type}</dd>
            <dt>First seen</dt>
            <dd>{dayAndClock(event.first_seen)}</dd>
            <dt>Last seen</dt>
            <dd>{dayAndClock(event.last_seen)}</dd>
          </dl>
          <Sparkline label={`${name} per ${bucket}`} values={event.per_day} tone="accent" width={420} height={56} />
          <Button
            my={12}
            component={Link}
            {...({
              to: '/explore',
              search: searchOf({ kind: 'paths', start: { event: name }, steps: 4 }),
            } as object)}
          >
            What people do after it
          </Button>
          <h3 className={classes.propertiesHead}>
            {plural(event.properties?.length ?? 0, 'property', 'properties')}
            <Counted what="Filled" as="fill" />
          </h3>
          <ul className={classes.properties}>
            {(event.properties ?? []).map((property) => (
              <Property key={property.property} property={property} />
            ))}
          </ul>
        </>
      )}
    </Drawer>
  );
}

function Property({ property }: { property: CatalogueProperty }) {
  const { fill, top } = property;
  return (
    <li>
      <div className={classes.propertyHead}>
        <b>{property.property}</b>
        <Tag>{property.type}</Tag>
        <span className={classes.quiet}>{plural(property.distinct, 'value')}</span>
        <span className={classes.fill} title={`95 % interval ${interval(fill.low, fill.high)}`}>
          {share(fill.share)} filled
        </span>
      </div>
      <IntervalBar
        label={`${share(fill.share)} of ${count(fill.of)} filled`}
        value={fill.share ?? 0}
        low={fill.low}
        high={fill.high}
        max={1}
      />
      {top.length > 0 && (
        <div className={classes.values}>
          {top.map(({ value, count: n }) => (
            <span key={String(value)}>
              {String(value)} <span className={classes.quiet}>{count(n)}</span>
            </span>
          ))}
        </div>
      )}
    </li>
  );
}
