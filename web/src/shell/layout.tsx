import { Outlet } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { PeoplePanelProvider } from '../people/people_provider';
import classes from './layout.module.css';
import { OfflineBanner } from './offline_banner';
import { Rail } from './rail';
import { Shortcuts } from './shortcuts';
import { useDataRefresh } from './use_data_refresh';

const Palette = lazy(() => import('./palette'));

/** The frame of every signed-in screen. */
export function Layout() {
  useDataRefresh();
  return (
    <PeoplePanelProvider>
      <a href="#main" className={classes.skip}>
        Skip to the content
      </a>
      <div className={classes.app}>
        <Rail />
        <main id="main" className={classes.main} tabIndex={-1}>
          <OfflineBanner />
          <Outlet />
        </main>
      </div>
      <Shortcuts />
      <Suspense>
        <Palette />
      </Suspense>
    </PeoplePanelProvider>
  );
}
