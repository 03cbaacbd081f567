import type { ProcessDocument, ProcessResult } from '../../../api';
import { Card, count, duration, Num, share } from '../../../design';
import classes from './pictures.module.css';
import { activityName } from './process_words';

interface VariantsProps {
  document: ProcessDocument;
  result: ProcessResult;
  colour: (channel: string | null) => string;
  chosen: string | null;
  onChoose: (variant: string | null) => void;
  /** Holds all journeys against this one; missing where that cannot be asked. */
  onDesign: ((variant: ProcessResult['variants'][number]) => void) | undefined;
}

/** Longer sequences are cut in the list; the map shows them whole. */
const chipsMost = 14;

/** The ways people take from start to end, most taken first. */
export function Variants({ document, result, colour, chosen, onChoose, onDesign }: VariantsProps) {
  const channelOf = new Map(result.activities.map((activity) => [activity.id, activity.channel]));
  return (
    <Card flush title="Variants" aside={`${count(result.variants.length)} of ${count(result.variants_total)}`}>
      <ol className={classes.variants} tabIndex={0} aria-label="Variants">
        {result.variants.map((variant, index) => {
          const on = variant.ref === chosen;
          const names = variant.steps.map((step) => activityName(result, step));
          return (
            <li key={variant.ref} data-chosen={on || undefined}>
              <span className={classes.variantHead}>
                <Num
                  value={share(variant.share.share)}
                  detail={`median ${duration(variant.times.median_s)}`}
                />
                <Num
                  value={count(variant.people)}
                  unit={variant.people === 1 ? 'person' : 'people'}
                  people={{ document, ref: variant.ref, title: `variant ${index + 1}` }}
                />
              </span>
              <button
                type="button"
                className={classes.chips}
                aria-pressed={on}
                aria-label={`Show on the map: ${names.join(', ')}`}
                onClick={() => onChoose(on ? null : variant.ref)}
              >
                {variant.steps.slice(0, chipsMost).map((step, at) => (
                  <span
                    key={at}
                    className={classes.chip}
                    style={{ borderLeftColor: colour(channelOf.get(step) ?? null) }}
                    title={names[at]}
                  >
                    {names[at]}
                  </span>
                ))}
                {variant.steps.length > chipsMost && (
                  <span className={classes.chip}>+{variant.steps.length - chipsMost}</span>
                )}
              </button>
              {on && onDesign && (
                <button type="button" className={classes.take} onClick={() => onDesign(variant)}>
                  Hold all journeys against this one
                </button>
              )}
            </li>
          );
        })}
      </ol>
    </Card>
  );
}
