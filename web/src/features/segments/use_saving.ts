import { useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { asProblem, fetchSegment, useFillList, useListOutcome, useSaveSegment, type KeptSegment, type Problem, type Segment, type SegmentKind } from '../../api';
import { failed, saved } from '../../shell/toast';
import { same } from './rule/read';
import { draftOf, toSave, type Draft, type DraftHistory } from './use_draft';

interface Saving {
  kept: KeptSegment | null;
  kind: SegmentKind;
  first: Draft;
  history: DraftHistory;
}

/** Saving a draft: what is saved now, whether the draft differs, and what stands in the way. */
export function useSaving({ kept, kind, first, history }: Saving) {
  const navigate = useNavigate();
  const save = useSaveSegment();
  const fill = useFillList();
  const [base, setBase] = useState(kept);
  const outcome = useListOutcome(base?.segment.id);
  const [theirs, setTheirs] = useState<Segment | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [file, setFile] = useState<File | null>(null);
  const before = base ? draftOf(base.segment) : first;
  const dirty = file !== null || !same(toSave(history.draft, kind), toSave(before, kind));

  // Saved by somebody else while nothing was changed here: theirs is what is looked at.
  useEffect(() => {
    if (kept && base && kept.segment.version > base.segment.version && !dirty) {
      setBase(kept);
      if (!same(toSave(draftOf(kept.segment), kind), toSave(history.draft, kind))) history.load(draftOf(kept.segment));
    }
  }, [kept?.segment.version]);

  // What was wrong with the rule may be mended now.
  useEffect(() => setProblem(null), [history.rule, history.draft.name]);

  const put = (etag: string | undefined) => {
    save.mutate(
      { draft: toSave(history.draft, kind), existing: base && etag ? { id: base.segment.id, etag } : undefined },
      {
        onSuccess: (next) => void done(next),
        onError: (error) => {
          const said = asProblem(error);
          const clash = said.body.theirs as Segment | undefined;
          if (said.status === 409 && clash) setTheirs(clash);
          else {
            setProblem(said);
            failed('The segment was not saved', error);
          }
        },
      },
    );
  };

  const done = async (next: KeptSegment) => {
    setTheirs(null);
    setBase(next);
    if (file) {
      await fill.mutateAsync({ id: next.segment.id, file, mode: 'replace' }).then(
        () => setFile(null),
        (error: unknown) => failed('The list was made, but the file was not taken', error),
      );
    }
    saved(`“${next.segment.name}” is saved.`);
    if (!base) {
      await navigate({ to: '/customers/segments/$id', params: { id: next.segment.id }, replace: true, ignoreBlocker: true });
    }
  };

  /** A file for a list: sent at once, or with the list when that is saved. */
  const takeFile = (chosen: File, mode: 'replace' | 'add') => {
    if (!base) return setFile(chosen);
    fill.mutate(
      { id: base.segment.id, file: chosen, mode },
      { onSuccess: () => void fetchSegment(base.segment.id).then(setBase) },
    );
  };

  return {
    base,
    dirty,
    problem,
    theirs,
    file,
    fill,
    outcome,
    takeFile,
    saving: save.isPending || (fill.isPending && !base),
    save: () => put(base?.etag),
    saveMine: () => theirs && put(`"${theirs.version}"`),
    takeTheirs: () => {
      if (!theirs) return;
      setBase({ segment: theirs, etag: `"${theirs.version}"` });
      history.load(draftOf(theirs));
      setTheirs(null);
    },
    goOn: () => setTheirs(null),
  };
}
