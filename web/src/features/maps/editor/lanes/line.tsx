import classes from './lanes.module.css';

/** A line of a service blueprint: what is above it is seen by the customer, say. */
export function BlueprintLine({ width, title }: { width: number; title: string }) {
  return (
    <div className={classes.blueprint} style={{ width }}>
      <span>{title}</span>
    </div>
  );
}
