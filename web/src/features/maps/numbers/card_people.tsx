import { compact, count } from '../../../design/format';
import type { NumbersView } from './numbers_view';
import { useNumbers } from './numbers_context';
import classes from './numbers.module.css';

/** How a touchpoint card stands with the data: met by people, by nobody, or out of the data's sight. */
export function reachOf(view: NumbersView | null, id: string): 'met' | 'nobody' | 'no data' | null {
  if (!view) return null;
  const card = view.card(id);
  if (card) return card.people > 0 ? 'met' : 'nobody';
  return view.leftOut(id) ? 'no data' : null;
}

/** At the end of a touchpoint card: its people. */
export function CardPeople({ id, name }: { id: string; name: string }) {
  const { view, waiting, open } = useNumbers();
  const reach = reachOf(view, id);
  if (reach === null) return null;
  const card = view?.card(id);
  if (reach === 'met' && card) {
    return (
      <button
        type="button" tabIndex={-1} className={classes.cardPeople} data-waiting={waiting || undefined} title={`${count(card.people)} people met it`} aria-label={`${count(card.people)} people met ${name}, open them`}
        onClick={() => open(card.ref, name)}
      >
        {compact(card.people)}
      </button>
    );
  }
  return (
    <span className={classes.none} title={reach === 'nobody' ? 'Bound to events, and nobody met it in this period' : view?.leftOut(id)?.reason}>
      {reach}
    </span>
  );
}
