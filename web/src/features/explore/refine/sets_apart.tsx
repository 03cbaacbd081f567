import { useKnownKinds, useQueryDoc, type DriversDocument, type Predicate } from '../../../api';
import { Card, decimal, IntervalBar, RowsSkeleton } from '../../../design';
import type { ExploreDocument } from '../ask/explore_search';
import { predicateWords } from '../ask/predicate_words';
import classes from './refine.module.css';
import type { Selected } from './selected';

interface SetsApartProps {
  document: ExploreDocument;
  selected: Selected;
}

const shown = 6;
/** The picture of a ratio ends here, so that one large one does not hide the others. */
const widest = 5;

/**
 * What goes with coming to where the selection leads: of those in the question, by what they did on
 * their first day. Only where the server knows the kind, and the selection leads to an event.
 */
export function SetsApart({ document, selected }: SetsApartProps) {
  const known = useKnownKinds();
  const outcome: Predicate | undefined = selected.to;
  const question: DriversDocument | null =
    known?.has('drivers') && outcome !== undefined && document.kind !== 'drivers'
      ? {
          kind: 'drivers',
          outcome,
          observe: '1d',
          limit: shown,
          ...(document.range === undefined ? {} : { range: document.range }),
          ...(document.where === undefined ? {} : { where: document.where }),
          ...(document.who === undefined ? {} : { who: document.who }),
        }
      : null;
  const answer = useQueryDoc(question, { keepPrevious: false });
  if (question === null || answer.isError) return null;
  const held = answer.data?.result.drivers.filter((driver) => driver.held && driver.ratio.value !== null) ?? [];
  return (
    <Card title="What sets them apart" aside="95 % intervals">
      <p className={classes.quiet}>Who later comes to {predicateWords(outcome as Predicate)}, by their first day</p>
      {answer.isPending ? (
        <RowsSkeleton rows={4} height={16} />
      ) : held.length === 0 ? (
        <p className={classes.quiet}>Nothing that they did in the first day holds against chance.</p>
      ) : (
        <ul className={classes.drivers}>
          {held.map((driver) => (
            <li key={driver.id} title={driver.sentence}>
              <span className={classes.driver}>{driver.label}</span>
              <IntervalBar
                label={driver.sentence}
                value={driver.ratio.value ?? 0}
                low={driver.ratio.low}
                high={driver.ratio.high}
                max={widest}
                colour="var(--c2)"
              />
              <span className={classes.ratio}>
                <b>{decimal(driver.ratio.value ?? 0, 1)}×</b>{' '}
                {driver.ratio.low !== null && driver.ratio.high !== null && `${decimal(driver.ratio.low, 1)}–${decimal(driver.ratio.high, 1)}`}
              </span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
