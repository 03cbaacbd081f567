import { figureOf, metricWords, type MetricName } from './metrics';
import { useNumbers } from './numbers_context';
import classes from './numbers.module.css';

interface StepMetricsProps {
  step: string;
  metrics: readonly MetricName[];
}

/** The numbers of a step, one to a row: what it is to the left, how much to the right. */
export function StepMetrics({ step: id, metrics }: StepMetricsProps) {
  const { view, waiting, open } = useNumbers();
  const step = view?.step(id);
  if (view && !step) {
    return (
      <p className={classes.unbound} title={view.leftOut(id)?.hint}>
        no data
      </p>
    );
  }
  return (
    <dl className={classes.metrics} data-waiting={waiting || undefined} aria-busy={!view || undefined}>
      {metrics.map((name) => {
        const figure = step && figureOf(name, step);
        return (
          <div key={name}>
            <dt>{figure?.label ?? metricWords[name].short}</dt>
            <dd>
              {!figure ? <span className={classes.blank} /> : figure.ref ? (
                <button type="button" tabIndex={-1} className={classes.open} title={figure.title} aria-label={`${figure.label} ${figure.text}, open the people`} onClick={() => open(figure.ref as string, `${step.label}: ${figure.label}`)}>
                  {figure.text}
                </button>
              ) : (
                <span title={figure.title}>{figure.text}</span>
              )}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}
