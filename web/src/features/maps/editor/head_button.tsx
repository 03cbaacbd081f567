import type { RowActions } from './lane_row';
import classes from './board.module.css';

/** Opens the menu of a stage, a step or a lane; the context menu key does the same. */
export function HeadButton({ row, column, label, actions }: { row: number; column: number; label: string; actions: RowActions }) {
  return (
    <button
      type="button" tabIndex={-1} className={classes.more} aria-label={label} aria-haspopup="menu"
      onPointerDown={(event) => event.stopPropagation()}
      onClick={(event) => {
        event.stopPropagation();
        const box = event.currentTarget.getBoundingClientRect();
        actions.onMenu(row, column, box.left, box.bottom);
      }}
    >
      ⋯
    </button>
  );
}
