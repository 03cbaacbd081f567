import { useNavigate } from '@tanstack/react-router';
import { useSaveOpportunity, type OpportunityFrom } from '../../../../api';
import { failed, savedWithUndo } from '../../../../shell/toast';
import type { MapSession } from '../../engine/session';
import { visible } from '../../engine/visible';
import { mapRoute } from '../../route';
import { useEditor } from '../editor_context';
import { opportunityOf, tied, type Source } from './made_from';

const waitMs = 10_000;

/** Until the server has everything that was written here; false: it does not come to that. */
export function everythingSaved(session: MapSession): Promise<boolean> {
  if (session.snapshot().unsaved === 0) return Promise.resolve(true);
  return new Promise((resolve) => {
    const done = (saved: boolean) => {
      stop();
      clearTimeout(timer);
      resolve(saved);
    };
    const stop = session.subscribe(() => session.snapshot().unsaved === 0 && done(true));
    const timer = setTimeout(() => done(false), waitMs);
    session.hurry();
  });
}

/** Makes an opportunity of a pain point or a card, filled from the data, and ties both together. */
export function useMakeOpportunity() {
  const { session, perform } = useEditor();
  const { id: map } = mapRoute.useParams();
  const save = useSaveOpportunity();
  const navigate = useNavigate();
  const make = async (source: Source) => {
    try {
      if (!(await everythingSaved(session))) throw new Error('What was written is not with the server yet. Try again when it is saved.');
      const from: OpportunityFrom = source.in === 'pains' ? { map, pain: source.id } : { map, cell: source.id };
      const text = source.in === 'pains' ? session.snapshot().document.pains[source.id]?.text : session.snapshot().document.cells[source.id]?.text;
      const made = await save.mutateAsync({ draft: { from, ...(text?.trim() ? {} : { title: 'New opportunity' }) } });
      const { document } = session.snapshot();
      if (opportunityOf(document, source) === undefined) perform(tied(document, visible(document), source, made));
      savedWithUndo(`“${made.title}” is an opportunity now`, () => void navigate({ to: '/journeys/opportunities', search: { open: made.id } }), 'Open');
    } catch (error) {
      failed('The opportunity was not made', error);
    }
  };
  return { make, busy: save.isPending };
}
