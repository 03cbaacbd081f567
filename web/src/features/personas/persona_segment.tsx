import { Select } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useQueryDoc, useSegments, type OverviewDocument } from '../../api';
import { Card, count, Num, share } from '../../design';
import { ChannelBar } from './channel_bar';
import classes from './personas.module.css';

interface PersonaSegmentProps {
  segment: string | null;
  readOnly: boolean;
  onChange: (segment: string | null) => void;
}

/** The customers whom the persona stands for: how many, and where they are met. */
export function PersonaSegment({ segment: id, readOnly, onChange }: PersonaSegmentProps) {
  const list = useSegments();
  const segment = list.data?.items.find((one) => one.id === id);
  const question: OverviewDocument | null = segment ? { kind: 'overview', who: { segment: segment.id } } : null;
  const overview = useQueryDoc(question);
  const customers = list.data?.customers ?? null;
  const result = segment ? overview.data?.result : undefined;
  const events = result?.channels.reduce((sum, channel) => sum + channel.events, 0) ?? 0;
  return (
    <Card title="In the data" aside={segment && <Link to="/customers/segments/$id" params={{ id: segment.id }}>{segment.name}</Link>}>
      <div className={classes.bound}>
        {!readOnly && (
          <Select
            label="Customers like this"
            placeholder="No segment yet"
            description={id === null ? 'Choose the segment that the persona stands for; then its size, channels and scores are live.' : undefined}
            data={list.data?.items.map(({ id: value, name: label }) => ({ value, label })) ?? []}
            value={segment ? id : null}
            clearable
            searchable
            nothingFoundMessage="There is no such segment"
            onChange={onChange}
          />
        )}
        {id !== null && list.data && !segment && <p className={classes.gone}>The segment that this persona was bound to was removed. Choose another one.</p>}
        {segment && (
          <div className={classes.figures}>
            <Num
              size="large"
              value={segment.size === null ? '…' : count(segment.size)}
              unit={segment.size === 1 ? 'person' : 'people'}
              detail={customers !== null && segment.size !== null && customers > 0 ? `${share(segment.size / customers)} of ${count(customers)}` : undefined}
              people={question && result ? { document: question, ref: result.customers_ref, title: segment.name } : undefined}
            />
            {result && result.channels.length > 0 && events > 0 && <ChannelBar channels={result.channels} events={events} />}
          </div>
        )}
      </div>
    </Card>
  );
}
