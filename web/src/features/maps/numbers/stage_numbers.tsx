import { count, share } from '../../../design/format';
import { useNumbers } from './numbers_context';
import classes from './numbers.module.css';

/** At the head of a stage: who is there, and how many of them get further. */
export function StageNumbers({ id }: { id: string }) {
  const { view, waiting, open } = useNumbers();
  const stage = view?.stage(id);
  if (!stage) return null;
  return (
    <span className={classes.stage} data-waiting={waiting || undefined}>
      <button type="button" tabIndex={-1} className={classes.open} title={`People in this stage, n ${stage.people}`} aria-label={`${count(stage.people)} people, open them`} onClick={() => open(stage.ref, stage.label)}>
        {count(stage.people)}
      </button>
      {stage.go_on && stage.go_on.share !== null && (
        <>
          {' → '}
          <button
            type="button" tabIndex={-1} className={classes.open} title={`${stage.go_on.count} of ${stage.go_on.of} reach a later stage`} aria-label={`${share(stage.go_on.share)} go on, open them`}
            onClick={() => stage.go_on_ref && open(stage.go_on_ref, `${stage.label}: go on`)}
          >
            {share(stage.go_on.share)}
          </button>
        </>
      )}
    </span>
  );
}
