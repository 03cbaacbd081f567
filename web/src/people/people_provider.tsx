import { useNavigate, useSearch } from '@tanstack/react-router';
import { lazy, Suspense, useMemo, type ReactNode } from 'react';
import { PeoplePanelContext, type PeoplePanel } from './people_context';
import type { PeopleSearch } from './people_search';

const Panel = lazy(() => import('./people_panel'));

/** Keeps the side panel in the address, so that it can be shared and closed with back. */
export function PeoplePanelProvider({ children }: { children: ReactNode }) {
  const navigate = useNavigate();
  const search: PeopleSearch = useSearch({ strict: false });
  const panel = useMemo<PeoplePanel>(() => {
    const show = (people: PeopleSearch) =>
      void navigate({
        to: '.',
        search: (before: Record<string, unknown>) =>
          ({
            ...before,
            people: undefined,
            people_of: undefined,
            people_title: undefined,
            ...people,
          }) as never,
      });
    return {
      open: (document, ref, title) =>
        show({ people: ref, people_of: document, ...(title ? { people_title: title } : {}) }),
      close: () => show({}),
    };
  }, [navigate]);
  return (
    <PeoplePanelContext.Provider value={panel}>
      {children}
      {search.people_of && search.people !== undefined && (
        <Suspense>
          <Panel
            document={search.people_of}
            of={search.people}
            title={search.people_title}
            onClose={panel.close}
          />
        </Suspense>
      )}
    </PeoplePanelContext.Provider>
  );
}
