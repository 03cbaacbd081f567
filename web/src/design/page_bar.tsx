import type { ReactNode, Ref } from 'react';
import { SearchChip } from './search_chip';
import classes from './page_bar.module.css';

interface PageBarProps {
  title: ReactNode;
  /** Links to what the page belongs to, before the title. */
  crumbs?: ReactNode;
  /** Tags after the title. */
  tags?: ReactNode;
  /** In the middle: a SegmentedControl of views. */
  tabs?: ReactNode;
  actions?: ReactNode;
  /** Where there are many of both, the tabs have a row of their own. */
  tabsBelow?: boolean;
}

/** The bar on top of every page. */
export function PageBar({ title, crumbs, tags, tabs, actions, tabsBelow = false }: PageBarProps) {
  return (
    <header className={classes.bar} data-below={tabsBelow || undefined}>
      <div className={classes.start}>
        {crumbs !== undefined && <nav className={classes.crumbs} aria-label="Breadcrumbs">{crumbs} /</nav>}
        <h1 className={classes.title}>{title}</h1>
        {tags}
      </div>
      {tabs !== undefined && <div className={classes.tabs}>{tabs}</div>}
      <div className={classes.actions}>
        {actions}
        <SearchChip />
      </div>
    </header>
  );
}

/** What stands under the bar and scrolls. */
export function PageBody({ children, ref }: { children: ReactNode; ref?: Ref<HTMLDivElement> }) {
  return (
    // Focusable, so that the keyboard can scroll it.
    <div ref={ref} className={classes.body} tabIndex={0} role="region" aria-label="Content">
      {children}
    </div>
  );
}
