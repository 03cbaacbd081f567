import { GoalPicker } from '../../../opportunities/goal_picker';
import { useEditor } from '../editor_context';
import classes from '../panel/panel.module.css';

/** The score goals and principles that a map serves. */
export function GoalsField({ goals = [] }: { goals: string[] | undefined }) {
  const { mayWrite, perform } = useEditor();
  return (
    <GoalPicker goals={goals} readOnly={!mayWrite} className={classes.label} onChange={(next) => perform([{ op: 'set', in: 'about', id: 'about', field: 'goals', value: next.length === 0 ? null : next }])} />
  );
}
