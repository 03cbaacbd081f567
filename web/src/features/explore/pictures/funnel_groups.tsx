import type { FunnelDocument, FunnelGroup, FunnelResult } from '../../../api';
import { Card, categoryColour, count, DataTable, interval, Mark, Num, plural, share, type Column } from '../../../design';
import { overlap } from '../ask/breakdown_pick';
import { CountedKind } from '../counted_kind';
import { usePeoplePanel } from '../../../people/people_context';
import classes from './pictures.module.css';

interface FunnelGroupsProps {
  document: FunnelDocument;
  result: FunnelResult;
  groups: FunnelGroup[];
}

type Row = FunnelGroup & { at: number };

/** The same funnel once a group, small and one under another. */
export function FunnelGroups({ document, result, groups }: FunnelGroupsProps) {
  const panel = usePeoplePanel();
  const unit = (n: number) => (result.accounts === undefined ? plural(n, 'person', 'people') : plural(n, 'account'));
  const shared =
    groups.some((group) => group.segment !== undefined) &&
    overlap(
      groups.map((group) => group.entered),
      result.entered,
    );
  const last = (group: FunnelGroup) => group.steps.at(-1);
  const columns: Column<Row>[] = [
    {
      key: 'value',
      header: 'Group',
      render: (row) => (
        <span style={{ whiteSpace: 'nowrap' }}>
          <Mark colour={categoryColour(row.at)} /> {row.value}
        </span>
      ),
    },
    {
      key: 'entered',
      header: 'Entered',
      align: 'right',
      render: (row) => <Num value={count(row.entered)} people={{ document, ref: row.ref, title: row.value }} />,
    },
    {
      key: 'steps',
      header: 'Through the steps',
      width: '40%',
      wideOnly: true,
      render: (row) => (
        <span className={classes.mini}>
          {row.steps.map((step, at) => (
            <button
              key={at}
              type="button"
              style={{ height: `${Math.max(4, 100 * (step.from_first.share ?? 0))}%`, background: categoryColour(row.at) }}
              title={`${result.steps[at]?.name ?? ''}: ${share(step.from_first.share)}`}
              aria-label={`${row.value}, ${result.steps[at]?.name ?? ''}: ${unit(step.count)}, ${share(step.from_first.share)}`}
              onClick={() => panel.open(document, step.ref, `${row.value}, ${result.steps[at]?.name ?? ''}`)}
            />
          ))}
        </span>
      ),
    },
    {
      key: 'converted',
      header: 'Reach the end',
      align: 'right',
      render: (row) => {
        const end = last(row);
        return end ? (
          <Num
            value={share(end.from_first.share)}
            detail={interval(end.from_first.low, end.from_first.high)}
            people={{ document, ref: end.ref, title: `${row.value}, reached the end` }}
          />
        ) : (
          '–'
        );
      },
    },
  ];
  return (
    <Card
      flush
      title={
        <>
          By group <CountedKind kind="funnel" what="By group" />
        </>
      }
      aside={shared ? 'segments overlap, so groups add up to more than the whole · 95 % intervals' : '95 % intervals'}
    >
      <DataTable
        label="By group"
        columns={columns}
        rows={groups.map((group, at) => ({ ...group, at }))}
        rowKey={(row) => row.ref}
      />
    </Card>
  );
}
