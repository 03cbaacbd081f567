import { Button } from '@mantine/core';
import { useState } from 'react';
import type { FrictionDocument, FrictionResult, JourneyResult } from '../../api';
import { Card, count, Counted, decimal, EmptyState, money, narrow, plural } from '../../design';
import { FindingRow } from './finding_row';
import classes from './findings.module.css';

interface FindingsCardProps {
  document: FrictionDocument;
  result: FrictionResult;
  periodEnd: string;
  journey: JourneyResult | undefined;
}

const shownAtFirst = 5;

/** What got worse, by what it costs. */
export function FindingsCard({ document, result, periodEnd, journey }: FindingsCardProps) {
  const [all, setAll] = useState(false);
  const { findings, tested, held, fdr, value } = result;
  const rate = `${decimal(fdr * 100)}${narrow}%`;
  const shown = all ? findings : findings.slice(0, shownAtFirst);
  const rest = findings.length - shown.length;
  return (
    <Card
      title="Where it hurts most"
      aside={
        <>
          <span className={classes.tested}>
            {count(tested)} tested, {count(held)} {held === 1 ? 'holds' : 'hold'} at {rate} false discovery
          </span>
          <Counted what="Findings" as="findings" />
        </>
      }
      flush
    >
      {findings.length === 0 ? (
        <NothingWorse tested={tested} rate={rate} journey={journey} />
      ) : (
        <ol className={classes.list}>
          {shown.map((finding, index) => (
            <FindingRow
              key={finding.id}
              rank={index + 1}
              finding={finding}
              document={document}
              worth={value}
              periodEnd={periodEnd}
            />
          ))}
        </ol>
      )}
      {rest > 0 && (
        <div className={classes.more}>
          <Button onClick={() => setAll(true)}>Show {plural(rest, 'more', 'more')}</Button>
        </div>
      )}
      {findings.length > 0 && value !== null && (
        <p className={classes.foot}>
          A customer is worth {money(value.per_customer, value.currency)} on average, from {value.from}.{' '}
          <Counted what="Impact" as="impact" />
        </p>
      )}
    </Card>
  );
}

interface NothingWorseProps {
  tested: number;
  rate: string;
  journey: JourneyResult | undefined;
}

function NothingWorse({ tested, rate, journey }: NothingWorseProps) {
  const where = journey ? ` at ${plural(journey.touchpoints, 'touchpoint')}` : '';
  if (tested === 0) {
    return (
      <EmptyState title="Too little to test">
        A change needs a time before it to compare with. Choose a longer period or more customers.
      </EmptyState>
    );
  }
  return (
    <EmptyState title="Nothing got worse">
      {plural(tested, 'test')}
      {where}: errors, drop-off, loops, going back, rework, dead ends, waiting and contact with
      support, for everyone and segment by segment. None is worse than it was before at {rate} false
      discovery.
    </EmptyState>
  );
}
