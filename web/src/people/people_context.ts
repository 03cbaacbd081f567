import { createContext, useContext } from 'react';
import type { QueryDocument } from '../api';

/** What is needed to list the people behind a number. */
export interface PeopleOf {
  document: QueryDocument;
  ref: string;
  title?: string;
}

export interface PeoplePanel {
  open: (document: QueryDocument, ref: string, title?: string) => void;
  close: () => void;
}

const nothing = () => undefined;

export const PeoplePanelContext = createContext<PeoplePanel>({ open: nothing, close: nothing });

/** Opens the side panel every screen shares. */
export function usePeoplePanel(): PeoplePanel {
  return useContext(PeoplePanelContext);
}
