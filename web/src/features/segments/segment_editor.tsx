import { Button, Menu, Modal, SegmentedControl, TextInput } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { Link, useBlocker } from '@tanstack/react-router';
import { useCallback, useMemo, useRef, useState } from 'react';
import { asProblem, useSegmentPreview, useSegments, type KeptSegment, type SegmentKind } from '../../api';
import { Card, PageBar, PageBody, Tag } from '../../design';
import { searchOf } from '../explore/ask/explore_search';
import { RuleBuilder } from './builder/rule_builder';
import { ConflictDialog } from './conflict_dialog';
import { HistoryCard } from './history_card';
import { JsonCard } from './json_card';
import { ListCard } from './list_card';
import { MembersTab } from './members_tab';
import { MovesCard } from './moves_card';
import { OverlapTab } from './overlap/overlap_tab';
import { PassagesTab } from './passages_tab';
import { PreviewCard, useRestingRule } from './preview_card';
import { RemoveDialog } from './remove_dialog';
import { segmentRoute, type SegmentTab } from './route';
import { placeInRule, rowAt } from './rule/place';
import { same } from './rule/read';
import type { Group } from './rule/node';
import { stateWords } from './segment_words';
import { SizeCard } from './size_card';
import { StartingPoints } from './starting_points_card';
import { useDraft, type Draft } from './use_draft';
import { useSaving } from './use_saving';
import classes from './segments.module.css';

interface SegmentEditorProps {
  /** As it is on the server now; null for a new one. */
  kept: KeptSegment | null;
  kind: SegmentKind;
  first: Draft;
}

export function SegmentEditor({ kept, kind, first }: SegmentEditorProps) {
  const search = segmentRoute.useSearch();
  const navigate = segmentRoute.useNavigate();
  const history = useDraft(first);
  const saving = useSaving({ kept, kind, first, history });
  const [nameless, setNameless] = useState(false);
  const [removing, setRemoving] = useState(false);
  const nameField = useRef<HTMLInputElement>(null);
  const { draft, edit } = history;
  const segment = kept?.segment ?? null;
  const tab: SegmentTab | 'rule' = segment ? (search.tab ?? 'rule') : 'rule';

  const all = useSegments().data?.items ?? [];
  const names = useMemo(() => new Map(all.map(({ id, name }) => [id, name])), [all]);
  const resting = useRestingRule(history.rule);
  const preview = useSegmentPreview(kind === 'rule' ? resting : null);
  const previewProblem = preview.isError ? asProblem(preview.error) : null;
  const ruleProblem = saving.problem ?? previewProblem;
  const place = placeInRule(ruleProblem);
  const wrong = useMemo(() => {
    const row = place === '' ? null : rowAt(draft.root, place);
    return row !== null && ruleProblem ? { row, problem: ruleProblem } : null;
  }, [draft.root, place, ruleProblem?.message, ruleProblem?.hint]);

  const blocked = useBlocker({
    shouldBlockFn: ({ current, next }) => saving.dirty && current.pathname !== next.pathname,
    enableBeforeUnload: () => saving.dirty,
    withResolver: true,
  });
  const save = () => {
    if (draft.name.trim() === '') {
      setNameless(true);
      nameField.current?.focus();
      return;
    }
    if (history.problem === null && (saving.dirty || !kept)) saving.save();
  };
  useHotkeys([['mod+s', save]], []);
  const changeRule = useCallback(
    (change: (root: Group) => Group, key?: string) => edit((before) => {
      const root = change(before.root);
      return root === before.root ? before : { ...before, root };
    }, key),
    [edit],
  );
  const state = segment && stateWords(segment);
  return (
    <>
      <PageBar
        crumbs={<Link to="/customers/segments">Segments</Link>}
        title={segment?.name ?? (kind === 'list' ? 'New list' : 'New segment')}
        tags={state && segment.state !== 'live' && <Tag tone={state.tone}>{state.words}</Tag>}
        tabs={
          segment && (
            <SegmentedControl
              aria-label="Part of the segment"
              data={[
                { value: 'rule', label: kind === 'list' ? 'List' : 'Rule' },
                { value: 'members', label: 'Members' },
                { value: 'moves', label: 'History' },
                { value: 'overlap', label: 'Overlap' },
              ]}
              value={tab}
              onChange={(next) =>
                void navigate({ search: (before) => ({ ...before, tab: next === 'rule' ? undefined : (next as SegmentTab) }), replace: true })
              }
            />
          )
        }
        actions={
          <>
            <span role="status" className={classes.unsaved}>
              {saving.dirty && segment ? 'unsaved' : ''}
            </span>
            <Button onClick={history.undo} disabled={!history.canUndo} title="Undo (Ctrl Z)" className={classes.wideButton}>
              Undo
            </Button>
            <Button onClick={history.redo} disabled={!history.canRedo} title="Redo (Ctrl Y)" className={classes.wideButton}>
              Redo
            </Button>
            <Menu position="bottom-end" width={220}>
              <Menu.Target>
                <Button aria-label="More">…</Button>
              </Menu.Target>
              <Menu.Dropdown>
                <Menu.Item onClick={history.undo} disabled={!history.canUndo} rightSection="Ctrl Z">
                  Undo
                </Menu.Item>
                <Menu.Item onClick={history.redo} disabled={!history.canRedo} rightSection="Ctrl Y">
                  Redo
                </Menu.Item>
                {segment && (
                  <>
                    <Menu.Item
                      renderRoot={(props) => (
                        <Link to="/explore" search={searchOf({ kind: 'paths', who: { segment: segment.id } })} {...props} />
                      )}
                    >
                      Explore their paths
                    </Menu.Item>
                    {kind === 'rule' && (
                      <Menu.Item
                        renderRoot={(props) => (
                          <Link
                            to="/customers/segments/$id"
                            params={{ id: 'new' }}
                            search={{ name: `Copy of ${segment.name}`, rule: history.rule }}
                            {...props}
                          />
                        )}
                      >
                        Duplicate
                      </Menu.Item>
                    )}
                    <Menu.Divider />
                    <Menu.Item color="pain" onClick={() => setRemoving(true)}>
                      Remove
                    </Menu.Item>
                  </>
                )}
              </Menu.Dropdown>
            </Menu>
            <Button
              variant="filled"
              title="Save (Ctrl S)"
              loading={saving.saving}
              disabled={history.problem !== null || (kept !== null && !saving.dirty)}
              onClick={save}
            >
              Save
            </Button>
          </>
        }
      />
      <PageBody>
        {tab === 'members' && segment && <MembersTab segment={segment} />}
        {tab === 'moves' && segment && <PassagesTab segment={segment} />}
        {tab === 'overlap' && segment && (
          <OverlapTab
            segment={segment}
            others={search.with ?? []}
            onOthers={(ids) => void navigate({ search: (before) => ({ ...before, with: ids.length === 0 ? undefined : ids }), replace: true })}
          />
        )}
        {tab === 'rule' && (
          <div className={classes.columns}>
            <div className={classes.column}>
              <Card>
                <div className={classes.titleField}>
                  <TextInput
                    ref={nameField}
                    label="Name"
                    placeholder="Such as “About to leave”"
                    maxLength={200}
                    value={draft.name}
                    error={nameless && draft.name.trim() === '' ? 'The segment needs a name.' : undefined}
                    onChange={(event) => {
                      const name = event.currentTarget.value;
                      edit((before) => ({ ...before, name }), 'name');
                    }}
                  />
                  <TextInput
                    label="What it is for"
                    placeholder="Optional"
                    maxLength={1000}
                    value={draft.description}
                    onChange={(event) => {
                      const description = event.currentTarget.value;
                      edit((before) => ({ ...before, description }), 'description');
                    }}
                  />
                </div>
                {segment?.error && (
                  <p className={classes.problem} role="alert">
                    {segment.error}
                  </p>
                )}
                {kind === 'rule' && <RuleBuilder root={draft.root} onChange={changeRule} segments={names} self={segment?.id ?? null} wrong={wrong} />}
              </Card>
              {kind === 'rule' ? (
                <JsonCard history={history} problem={ruleProblem} onSave={save} />
              ) : (
                <ListCard
                  chosen={saving.file}
                  isNew={!segment}
                  busy={saving.fill.isPending}
                  outcome={saving.outcome}
                  error={saving.fill.error}
                  onFile={saving.takeFile}
                />
              )}
              {!segment && kind === 'rule' && !saving.dirty && draft.root.parts.length === 0 && <StartingPoints />}
            </div>
            <div className={classes.column}>
              {kind === 'rule' && <PreviewCard rule={resting} behind={!same(resting, history.rule)} marked={wrong !== null && wrong.problem === previewProblem} />}
              {kind === 'list' && segment && <SizeCard segment={segment} />}
              {segment && <HistoryCard segment={segment} />}
              {segment && <MovesCard id={segment.id} />}
            </div>
          </div>
        )}
      </PageBody>
      {saving.theirs && (
        <ConflictDialog
          mine={draft}
          theirs={saving.theirs}
          names={names}
          onMine={saving.saveMine}
          onTheirs={saving.takeTheirs}
          onClose={saving.goOn}
        />
      )}
      {removing && kept && (
        <RemoveDialog
          kept={kept}
          all={all}
          onClose={() => setRemoving(false)}
          onRemoved={() => void navigate({ to: '/customers/segments', ignoreBlocker: true })}
        />
      )}
      {blocked.status === 'blocked' && (
        <Modal opened onClose={blocked.reset} title="Leave without saving?">
          <p>What you changed in this segment is not saved.</p>
          <div className={classes.dialogFoot}>
            <Button onClick={blocked.proceed}>Leave</Button>
            <Button variant="filled" onClick={blocked.reset} data-autofocus>
              Stay here
            </Button>
          </div>
        </Modal>
      )}
    </>
  );
}
