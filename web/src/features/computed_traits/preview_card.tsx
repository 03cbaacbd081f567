import { Button, Skeleton } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { asProblem, useTraitPreview, type ComputedTraitPreview, type TraitDefinition } from '../../api';
import { Card, count, decimal, plural, share } from '../../design';
import { computedWords } from './trait_words';
import classes from './traits.module.css';

interface PreviewCardProps {
  definition: TraitDefinition | null;
  customer?: string;
  /** The definition is not what is shown yet. */
  behind: boolean;
}

/** How the values are spread over customers, and one of them. */
export function PreviewCard({ definition, customer, behind }: PreviewCardProps) {
  const preview = useTraitPreview(definition, customer);
  const { data } = preview;
  if (definition === null) {
    return (
      <Card title="Values">
        <p className={classes.quiet}>Choose the property that it is made of.</p>
      </Card>
    );
  }
  if (preview.isError) {
    const problem = asProblem(preview.error);
    return (
      <Card title="Values">
        <div role="alert">
          <p className={classes.problem}>{problem.message}</p>
          {problem.hint && <p className={classes.quiet}>{problem.hint}</p>}
          {problem.retryable && (
            <Button mt={8} onClick={() => void preview.refetch()}>
              Try again
            </Button>
          )}
        </div>
      </Card>
    );
  }
  const stale = behind || preview.isPlaceholderData || preview.isFetching;
  return (
    <>
      <Card title="Values" aside={data && (data.exact ? 'of everybody' : `of ${count(data.customers)} customers, drawn`)}>
        {data ? (
          <div className={stale ? classes.stale : undefined} aria-busy={stale}>
            <p className={classes.figure} role="status">
              <b>{share(data.customers === 0 ? null : data.with_value / data.customers)}</b>
              <span className={classes.quiet}>
                have a value: {count(data.with_value)} of {plural(data.customers, 'customer')}
              </span>
            </p>
            <Spread preview={data} measure={definition.measure} />
            {data.notes.length > 0 && (
              <ul className={classes.notes}>
                {data.notes.map((note) => (
                  <li key={note}>{note}</li>
                ))}
              </ul>
            )}
          </div>
        ) : (
          <div role="status" aria-label="Loading">
            <Skeleton height={36} width={180} />
            <Skeleton height={90} mt={10} />
          </div>
        )}
      </Card>
      {data?.example && (
        <Card title="For example">
          <div className={`${classes.example} ${stale ? classes.stale : ''}`}>
            <Link to="/customers/$id" params={{ id: data.example.id }}>
              {data.example.name ?? data.example.label}
            </Link>
            <b>{computedWords(data.example.value, definition.measure)}</b>
          </div>
        </Card>
      )}
    </>
  );
}

function Spread({ preview, measure }: { preview: ComputedTraitPreview; measure: TraitDefinition['measure'] }) {
  const { numbers } = preview;
  if (preview.with_value === 0) return null;
  if (!numbers || preview.distinct <= 8) {
    const values = numbers
      ? preview.most_frequent.toSorted((a, b) => Number(a.value) - Number(b.value))
      : preview.most_frequent;
    const most = Math.max(...values.map(({ customers }) => customers));
    return (
      <>
        <ul className={classes.bars} aria-label="Values and how many customers have each">
          {values.map(({ value, customers }) => (
            <li key={String(value)}>
              <span className={classes.barName} title={String(value)}>
                {computedWords(value, measure)}
              </span>
              <span className={classes.bar} aria-hidden>
                <span style={{ width: `${(customers / most) * 100}%` }} />
              </span>
              <span className={classes.barCount}>{count(customers)}</span>
            </li>
          ))}
        </ul>
        {preview.distinct > values.length && (
          <p className={classes.quiet}>and {count(preview.distinct - values.length)} other values</p>
        )}
      </>
    );
  }
  const most = Math.max(...numbers.bins.map(({ customers }) => customers));
  const words = (value: number) => computedWords(value, measure);
  return (
    <>
      <div
        className={classes.histogram}
        role="img"
        aria-label={`From ${words(numbers.min)} to ${words(numbers.max)}, half of them up to ${words(numbers.median)}`}
      >
        {numbers.bins.map(({ from, to, customers }) => (
          <span
            key={from}
            title={`${words(from)} ${to === null ? 'and more' : `to below ${words(to)}`}: ${plural(customers, 'customer')}`}
            data-open={to === null || undefined}
          >
            <span style={{ height: `${customers === 0 ? 0 : Math.max(2, (customers / most) * 100)}%` }} />
          </span>
        ))}
      </div>
      <div className={classes.axis} aria-hidden>
        <span>{words(numbers.bins[0]?.from ?? numbers.min)}</span>
        <span>{words(numbers.bins.at(-1)?.to ?? numbers.bins.at(-1)?.from ?? numbers.max)}{numbers.bins.at(-1)?.to === null ? ' and more' : ''}</span>
      </div>
      <dl className={classes.quartiles}>
        {(
          [
            ['least', numbers.min],
            ['a quarter below', numbers.q1],
            ['median', numbers.median],
            ['a quarter above', numbers.q3],
            ['greatest', numbers.max],
          ] as const
        ).map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{measure === 'share' ? share(value) : Number.isInteger(value) ? count(value) : decimal(value, 2)}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}
