import { Button, Menu, Modal, Popover, Textarea, TextInput } from '@mantine/core';
import { modals } from '@mantine/modals';
import { Link } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useDashboard, useQuestions, useRemoveDashboard, useStatus, type Dashboard, type DashboardDraft } from '../../api';
import { dayAndClock, EmptyState, ErrorState, PageBar, PageBody, PickList, PictureSkeleton, PlusIcon, relative, Tag } from '../../design';
import { isExploreKind } from '../explore/ask/explore_search';
import { rangeOf, readPeriod } from '../home/home_search';
import { PeriodPicker } from '../home/period_picker';
import type { DashboardSearch } from './common';
import { added, changed, freshId, stepped, without } from './grid';
import { dashboardRoute } from './route';
import { SegmentPicker } from './segment_picker';
import { TileCard } from './tile_card';
import { useDashboardDraft } from './use_dashboard_draft';
import classes from './dashboards.module.css';

export function DashboardPage() {
  const { id } = dashboardRoute.useParams();
  const loaded = useDashboard(id);
  const crumbs = <Link to="/dashboards">Dashboards</Link>;
  if (loaded.isError || !loaded.data) {
    return (
      <>
        <PageBar title="Dashboard" crumbs={crumbs} />
        <PageBody>{loaded.isError ? <ErrorState error={loaded.error} /> : <PictureSkeleton />}</PageBody>
      </>
    );
  }
  return <Board key={id} first={loaded.data} />;
}

function Board({ first }: { first: { dashboard: Dashboard; etag: string } }) {
  const search = dashboardRoute.useSearch();
  const navigate = dashboardRoute.useNavigate();
  const { draft, saving, theirs, set, undo, takeTheirs, saveMine } = useDashboardDraft(first);
  const [arranging, setArranging] = useState(false);
  const [naming, setNaming] = useState(false);
  const last = useStatus().data?.last_event ?? null;
  const period = readPeriod(search.period);
  const range = rangeOf(period, last);
  const change = (part: Partial<DashboardSearch>) => void navigate({ search: (before) => ({ ...before, ...part }) });
  const { tiles } = draft;
  const full = tiles.find((tile) => tile.id === search.tile);
  useEffect(() => {
    if (!full) return;
    const onKey = (event: globalThis.KeyboardEvent) => {
      if (event.key === 'Escape' && !event.defaultPrevented) change({ tile: undefined });
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  });
  const shown = full ? [full] : tiles;
  return (
    <>
      <PageBar
        title={draft.name}
        crumbs={<Link to="/dashboards">Dashboards</Link>}
        tags={saving && <Tag>saving</Tag>}
        actions={
          <>
            <SegmentPicker segment={search.segment} onChange={(segment) => change({ segment })} />
            <PeriodPicker period={period} onChange={(text) => change({ period: text })} />
            {full ? (
              <Button onClick={() => change({ tile: undefined })}>All tiles</Button>
            ) : (
              <>
                {undo && <Button onClick={undo}>Undo</Button>}
                {tiles.length > 0 && (
                  <Button aria-pressed={arranging} onClick={() => setArranging(!arranging)}>
                    {arranging ? 'Done' : 'Arrange'}
                  </Button>
                )}
                <AddTile draft={draft} onAdd={set} />
                <BoardMenu first={first} onName={() => setNaming(true)} />
              </>
            )}
          </>
        }
      />
      <PageBody>
        {draft.description !== '' && !full && <p className={classes.hint}>{draft.description}</p>}
        {arranging && !full && (
          <p className={classes.hint}>Drag a tile by its handle, or move it with the arrows; with shift they change its size. Everything is saved as you go.</p>
        )}
        {tiles.length === 0 ? (
          <EmptyState title="No tile yet" action={<Button component={Link} to="/explore" variant="filled">Ask a question</Button>}>
            Ask in Explore and choose “Add to dashboard”, or add a saved question here.
          </EmptyState>
        ) : (
          <div className={full ? undefined : classes.grid} data-grid>
            {shown.map((tile) => (
              <div
                key={tile.id}
                className={full ? classes.full : classes.cell}
                style={full ? undefined : { gridColumn: `${tile.x + 1} / span ${tile.width}`, gridRow: `${tile.y + 1} / span ${tile.height}` }}
              >
                <TileCard
                  tile={tile}
                  range={period.kind === 'all' ? undefined : range}
                  segment={search.segment}
                  full={full !== undefined}
                  arranging={arranging && !full}
                  onFull={(on) => change({ tile: on ? tile.id : undefined })}
                  onMove={(by) => set({ ...draft, tiles: changed(tiles, tile.id, by) })}
                  onStep={(down) => set({ ...draft, tiles: stepped(tiles, tile.id, down) })}
                  onRename={(title) => set({ ...draft, tiles: tiles.map((each) => (each.id === tile.id ? { ...each, title } : each)) })}
                  onRemove={() => {
                    change({ tile: undefined });
                    set({ ...draft, tiles: without(tiles, tile.id) });
                  }}
                />
              </div>
            ))}
          </div>
        )}
      </PageBody>
      {naming && (
        <NameDialog
          draft={draft}
          onClose={() => setNaming(false)}
          onSave={(name, description) => {
            setNaming(false);
            set({ ...draft, name, description });
          }}
        />
      )}
      <Modal opened={theirs !== null} onClose={takeTheirs} title="Somebody else changed this dashboard" size="sm">
        {theirs && (
          <>
            <p>
              Version {theirs.version} with {theirs.tiles.length} tiles was saved {relative(theirs.updated_at)} ({dayAndClock(theirs.updated_at)}), after
              you opened it. Your last change has not been saved yet.
            </p>
            <div style={{ display: 'flex', justifyContent: 'flex-end', gap: 8, marginTop: 16 }}>
              <Button onClick={takeTheirs}>Show theirs</Button>
              <Button variant="filled" onClick={saveMine}>Save mine over it</Button>
            </div>
          </>
        )}
      </Modal>
    </>
  );
}

function AddTile({ draft, onAdd }: { draft: DashboardDraft; onAdd: (next: DashboardDraft) => void }) {
  const [opened, setOpened] = useState(false);
  const questions = (useQuestions().data ?? []).filter(({ query }) => isExploreKind(query.kind));
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-end" width={300} trapFocus returnFocus>
      <Popover.Target>
        <Button variant="filled" leftSection={<PlusIcon size={14} />} aria-haspopup="dialog" onClick={() => setOpened(!opened)}>
          Add a tile
        </Button>
      </Popover.Target>
      <Popover.Dropdown p={8} aria-label="Saved questions">
        {questions.length === 0 ? (
          <EmptyState title="No saved question">Save one in Explore, or choose “Add to dashboard” there.</EmptyState>
        ) : (
          <PickList
            placeholder="Find a saved question"
            options={questions.map(({ id, name, updated_at }) => ({ value: id, label: name, detail: relative(updated_at) }))}
            onPick={(id) => {
              const question = questions.find((each) => each.id === id);
              if (question) {
                onAdd({ ...draft, tiles: added(draft.tiles, { id: freshId(draft.tiles), title: question.name, question: id }) });
              }
              setOpened(false);
            }}
          />
        )}
      </Popover.Dropdown>
    </Popover>
  );
}

function BoardMenu({ first, onName }: { first: { dashboard: Dashboard }; onName: () => void }) {
  const remove = useRemoveDashboard();
  const navigate = dashboardRoute.useNavigate();
  const now = useDashboard(first.dashboard.id).data;
  const confirm = () =>
    modals.openConfirmModal({
      title: `Remove “${now?.dashboard.name ?? first.dashboard.name}”?`,
      children: 'The dashboard goes for everybody in this workspace. Saved questions and the data stay as they are.',
      labels: { confirm: 'Remove', cancel: 'Keep' },
      confirmProps: { color: 'pain', variant: 'filled' },
      onConfirm: () =>
        now && remove.mutate({ id: now.dashboard.id, etag: now.etag }, { onSuccess: () => void navigate({ to: '/dashboards' }) }),
    });
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button aria-label="More about this dashboard">⋯</Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={onName}>Name and description</Menu.Item>
        <Menu.Item color="pain" onClick={confirm}>Remove the dashboard</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

interface NameDialogProps {
  draft: DashboardDraft;
  onSave: (name: string, description: string) => void;
  onClose: () => void;
}

function NameDialog({ draft, onSave, onClose }: NameDialogProps) {
  const [name, setName] = useState(draft.name);
  const [description, setDescription] = useState(draft.description);
  return (
    <Modal opened onClose={onClose} title="Name and description" size="sm">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim() !== '') onSave(name.trim(), description.trim());
        }}
      >
        <TextInput label="Name" data-autofocus maxLength={200} value={name} onChange={(event) => setName(event.currentTarget.value)} />
        <Textarea label="Description" mt={10} rows={3} maxLength={2000} value={description} onChange={(event) => setDescription(event.currentTarget.value)} />
        <Button type="submit" variant="filled" mt={14} disabled={name.trim() === ''}>Save</Button>
      </form>
    </Modal>
  );
}
