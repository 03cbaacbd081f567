import { Button, Select } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useBeginMap, useMaps, useRecoverMap } from '../../../../api';
import { failed } from '../../../../shell/toast';
import { freshId, type MapDocument, type Step } from '../../engine/fields';
import { apply } from '../../engine/operations';
import { mapRoute } from '../../route';
import { useEditor } from '../editor_context';
import { firstThings } from '../empty_map';
import { useSet } from '../panel/fields';
import panel from '../panel/panel.module.css';
import { above } from './hierarchy';
import { viaFrom, viaText } from './via';
import classes from './sub_journeys.module.css';

/** The map that a step opens: one that is there, or a new one begun with what the step says. */
export function SubJourneyField({ id, step, document }: { id: string; step: Step; document: MapDocument }) {
  const { mayWrite, perform } = useEditor();
  const { id: own } = mapRoute.useParams();
  const { via } = mapRoute.useSearch();
  const set = useSet('steps', id, 'map', step.map);
  const maps = useMaps();
  const begin = useBeginMap();
  const recover = useRecoverMap();
  const client = useQueryClient();
  const navigate = useNavigate();
  const list = maps.data ?? [];
  const opening = above(own, list);
  const found = list.find((map) => map.id === step.map);
  const gone = step.map !== undefined && maps.data !== undefined && !found;
  const open = (map: string) => void navigate({ to: '/journeys/maps/$id', params: { id: map }, search: { via: viaText([...viaFrom(via), own]) } });
  const make = () =>
    begin.mutate(
      { document: begunFrom(document, step) },
      {
        onSuccess: ({ id: map }) => {
          perform([{ op: 'set', in: 'steps', id, field: 'map', value: map }]);
          open(map);
        },
        onError: (error) => failed('The map was not made', error),
      },
    );
  return (
    <div className={panel.field} role="group" aria-label="Sub-journey">
      <Select
        label="Opens the map" placeholder={list.length === 0 ? 'No other map' : 'None'} searchable clearable disabled={!mayWrite} classNames={{ label: panel.label }} value={found ? found.id : null}
        data={list.filter((map) => map.id !== own).map((map) => ({ value: map.id, label: `${map.title || 'Map without a name'}${opening.has(map.id) ? ' (this map is a part of it)' : ''}`, disabled: opening.has(map.id) }))}
        onChange={set} nothingFoundMessage="There is no such map"
      />
      {gone && <p className={panel.hint} role="status">The map that this step opened was removed.</p>}
      <div className={classes.row}>
        {found && <Button size="compact-sm" onClick={() => open(found.id)}>Open it</Button>}
        {gone && mayWrite && (
          <>
            <Button
              size="compact-sm" loading={recover.isPending}
              onClick={() => recover.mutate(step.map as string, { onSuccess: () => void client.invalidateQueries({ queryKey: ['maps'] }), onError: (error) => failed('The map was not put back', error) })}
            >
              Put it back
            </Button>
            <Button size="compact-sm" onClick={() => set(null)}>Forget it</Button>
          </>
        )}
        {step.map === undefined && mayWrite && <Button size="compact-sm" loading={begin.isPending} onClick={make}>Make its map</Button>}
      </div>
    </div>
  );
}

/** A map of what happens within a step: its title, who goes this way, and what a map begins with. */
function begunFrom({ about, personas }: MapDocument, step: Step): MapDocument {
  const first = firstThings();
  const [stage] = first;
  const empty: MapDocument = {
    format: 1,
    about: {
      title: step.title || 'Within the step', level: 'detail', ...(step.note ? { description: step.note } : {}), ...(about.state ? { state: about.state } : {}),
      ...(about.owner ? { owner: about.owner } : {}), ...(about.segment ? { segment: about.segment } : {}), ...(about.period ? { period: about.period } : {}),
    },
    stages: {}, steps: {}, lanes: {}, cells: {}, links: {}, pains: {},
    personas: Object.fromEntries(Object.values(personas).filter(({ removed }) => !removed).map((persona) => [freshId('personas'), persona])),
  };
  const named = stage?.op === 'add' ? [{ ...stage, value: { ...stage.value, title: step.title ?? '' } }, ...first.slice(1)] : first;
  return apply(empty, named);
}
