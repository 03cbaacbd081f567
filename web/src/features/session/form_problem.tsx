import { asProblem } from '../../api';
import classes from './frame.module.css';

/** What went wrong with a form as a whole. */
export function FormProblem({ error }: { error: unknown }) {
  if (!error) return null;
  const problem = asProblem(error);
  return (
    <div role="alert" className={classes.problem}>
      {problem.message} {problem.hint}
    </div>
  );
}
