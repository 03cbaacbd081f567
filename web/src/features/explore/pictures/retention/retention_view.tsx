import type { Answer, RetentionDocument, RetentionPoint } from '../../../../api';
import { Card, categoryColour, count, DataTable, interval, Mark, Num, share, type Column } from '../../../../design';
import { overlap } from '../../ask/breakdown_pick';
import { CountedKind } from '../../counted_kind';
import classes from '../pictures.module.css';
import { RetentionPicture } from './retention_picture';
import { periodName } from './retention_words';

interface RetentionViewProps {
  document: RetentionDocument;
  answer: Answer<RetentionDocument>;
}

/** How many come back, by how long ago they began. */
export function RetentionView({ document, answer }: RetentionViewProps) {
  const { result } = answer;
  const columns: Column<RetentionPoint>[] = [
    { key: 'period', header: 'Period', render: (row) => periodName(result, row) },
    {
      key: 'share',
      header: 'Came back',
      align: 'right',
      render: (row) => <Num value={share(row.share.share)} detail={interval(row.share.low, row.share.high)} />,
    },
    { key: 'of', header: 'Of', align: 'right', render: (row) => `${count(row.share.of)}${row.incomplete ? ' so far' : ''}` },
    {
      key: 'people',
      header: 'People',
      align: 'right',
      render: (row) => <Num value={count(row.people)} people={{ document, ref: row.ref, title: `back in ${periodName(result, row).toLowerCase()}` }} />,
    },
    {
      key: 'lost',
      header: 'Stayed away',
      align: 'right',
      wideOnly: true,
      render: (row) => (
        <Num
          tone="pain"
          value={count(row.lost_people)}
          people={{ document, ref: row.lost_ref, title: `not back in ${periodName(result, row).toLowerCase()}` }}
        />
      ),
    },
  ];
  return (
    <>
      <Card
        flush
        title={
          <>
            Retention <CountedKind kind="retention" />
          </>
        }
        aside={<Num value={count(result.people)} detail="people began" people={{ document, ref: result.ref, title: 'began' }} />}
      >
        <RetentionPicture result={result} />
        <div className={classes.legend}>
          {(result.breakdown ?? []).map((group, at) => (
            <span key={group.ref}>
              <Mark colour={categoryColour(at)} /> {group.value} · {count(group.people)}
            </span>
          ))}
          {(result.breakdown ?? []).some((group) => group.segment !== undefined) &&
            overlap(
              (result.breakdown ?? []).map((group) => group.size),
              result.entered,
            ) && <span>Segments overlap: groups add up to more than the whole</span>}
          <span>Hatched: the period is not over, so the share can still grow</span>
          <span>Hollow: counted over those who could be seen that long</span>
        </div>
      </Card>
      <Card flush title="Every period" aside="95 % intervals">
        <DataTable label="Every period" columns={columns} rows={result.curve} rowKey={(row) => row.ref} />
      </Card>
    </>
  );
}
