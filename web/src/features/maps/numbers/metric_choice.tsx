import { Checkbox } from '@mantine/core';
import type { Lane } from '../engine/fields';
import { useEditor } from '../editor/editor_context';
import { metricNames, metricsOf, metricWords, type MetricName } from './metrics';
import panel from '../editor/panel/panel.module.css';

/** Which numbers a lane shows of each step. */
export function MetricChoice({ id, lane }: { id: string; lane: Lane }) {
  const { perform, mayWrite } = useEditor();
  const chosen = metricsOf(lane);
  const put = (name: MetricName, wanted: boolean) => {
    const metrics = metricNames.filter((each) => (each === name ? wanted : chosen.includes(each)));
    perform([{ op: 'set', in: 'lanes', id, field: 'options', value: { ...lane.options, metrics } }]);
  };
  return (
    <Checkbox.Group label="Numbers of each step" value={[...chosen]} classNames={{ label: panel.label }}>
      {metricNames.map((name) => (
        <Checkbox
          key={name} size="sm" mt={6} value={name} label={metricWords[name].long} disabled={!mayWrite}
          onChange={(event) => put(name, event.currentTarget.checked)}
        />
      ))}
    </Checkbox.Group>
  );
}
