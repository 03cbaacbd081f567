import { notifications } from '@mantine/notifications';
import { useRef, useState } from 'react';
import { asProblem, useChangeDashboard, type Dashboard, type DashboardDraft } from '../../api';

/** A dashboard as it is being changed: each change is saved at once, one after another, and can be taken back. */
export function useDashboardDraft(first: { dashboard: Dashboard; etag: string }) {
  const change = useChangeDashboard();
  const [draft, setDraft] = useState<DashboardDraft>(first.dashboard);
  const [undoable, setUndoable] = useState<DashboardDraft[]>([]);
  const [theirs, setTheirs] = useState<Dashboard | null>(null);
  const [saving, setSaving] = useState(false);
  const etag = useRef(first.etag);
  const wanted = useRef<DashboardDraft | null>(null);
  const busy = useRef(false);

  const flush = async () => {
    if (busy.current) return;
    busy.current = true;
    setSaving(true);
    try {
      while (wanted.current) {
        const { name, description, tiles } = wanted.current;
        wanted.current = null;
        const kept = await change.mutateAsync({ id: first.dashboard.id, etag: etag.current, draft: { name, description, tiles } });
        etag.current = kept.etag;
      }
    } catch (error) {
      const problem = asProblem(error);
      if (problem.code === 'conflict' && problem.body.theirs) setTheirs(problem.body.theirs as Dashboard);
      else notifications.show({ title: 'The dashboard was not saved', message: [problem.message, problem.hint].filter(Boolean).join(' ') });
    } finally {
      busy.current = false;
      setSaving(false);
    }
  };
  const put = (next: DashboardDraft) => {
    setDraft(next);
    wanted.current = next;
    void flush();
  };
  return {
    draft,
    saving,
    theirs,
    set: (next: DashboardDraft) => {
      setUndoable((before) => [...before.slice(-49), draft]);
      put(next);
    },
    undo:
      undoable.length === 0
        ? null
        : () => {
            const before = undoable.at(-1);
            setUndoable((list) => list.slice(0, -1));
            if (before) put(before);
          },
    takeTheirs: () => {
      if (!theirs) return;
      etag.current = `"${theirs.version}"`;
      setUndoable((before) => [...before, draft]);
      setDraft(theirs);
      setTheirs(null);
    },
    saveMine: () => {
      if (!theirs) return;
      etag.current = `"${theirs.version}"`;
      setTheirs(null);
      put(draft);
    },
  };
}
