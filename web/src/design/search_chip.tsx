import { spotlight } from '../shell/palette_store';
import { SearchIcon } from './icons';
import classes from './search_chip.module.css';

const isApple = /Mac|iPhone|iPad/.test(navigator.platform);

/** Opens the palette; on narrow screens only its icon is left. */
export function SearchChip() {
  return (
    <button type="button" className={classes.chip} onClick={() => spotlight.open()} aria-label="Search">
      <span className={classes.icon}>
        <SearchIcon />
      </span>
      <span className={classes.text}>Search</span>
      <kbd className={classes.key}>{isApple ? '⌘K' : 'Ctrl K'}</kbd>
    </button>
  );
}
