import type { ConformanceDocument, ConformanceResult } from '../../../../api';
import { Card, count, Num, share, Tag } from '../../../../design';
import classes from '../pictures.module.css';
import { deviationName, doneIn } from './deviation_words';

interface MovesProps {
  document: ConformanceDocument;
  result: ConformanceResult;
  onDesign: (labels: string[]) => void;
}

/** Longer ways are cut in the list. */
const chipsMost = 24;

/** The ways people took, most taken first: what was done as designed, what besides, and what was left out. */
export function Moves({ document, result, onDesign }: MovesProps) {
  if (result.variants.length === 0) return null;
  return (
    <Card flush title="Ways, step by step" aside={`${count(result.variants.length)} of ${count(result.variants_total)}`}>
      <ol className={classes.variants} tabIndex={0} aria-label="Ways, step by step">
        {result.variants.map((variant, index) => {
          const done = doneIn(variant.moves);
          return (
            <li key={variant.ref}>
              <span className={classes.variantHead}>
                <span>
                  <Num value={share(variant.share.share)} detail={variant.fits ? 'as designed' : `fitness ${share(variant.fitness, 0)}`} />
                </span>
                <span>
                  {done.length > 0 && !variant.fits && (
                    <button type="button" className={classes.take} onClick={() => onDesign(done)}>
                      Take as the design
                    </button>
                  )}
                  <Num value={count(variant.people)} unit={variant.people === 1 ? 'person' : 'people'} people={{ document, ref: variant.ref, title: `way ${index + 1}` }} />
                </span>
              </span>
              <span className={classes.chips} style={{ cursor: 'default' }}>
                {variant.moves.slice(0, chipsMost).map((move, at) => (
                  <span key={at} className={classes.chip} data-move={move.move} title={`${move.label}${move.kind === null ? '' : `: ${deviationName(move.kind).toLowerCase()}`}`}>
                    {move.move === 'design' ? '− ' : move.move === 'log' ? '+ ' : ''}
                    {move.label}
                  </span>
                ))}
                {variant.moves.length > chipsMost && <span className={classes.chip}>+{variant.moves.length - chipsMost}</span>}
              </span>
            </li>
          );
        })}
      </ol>
      <div className={classes.legend}>
        <Tag>Cart</Tag> <span>as designed</span>
        <span>+ done besides</span>
        <span>− designed, but left out</span>
      </div>
    </Card>
  );
}
