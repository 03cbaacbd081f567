import { Modal } from '@mantine/core';
import { PickList } from '../../../../design';
import type { Visible } from '../../engine/visible';

interface LinkToProps {
  visible: Visible;
  from: string;
  onLink: (to: string) => void;
  onClose: () => void;
}

/** Finds the step that a link leads to. */
export function LinkTo({ visible, from, onLink, onClose }: LinkToProps) {
  const own = visible.columnOf.get(from) ?? -1;
  const options = visible.columns.flatMap(({ step, stage }, at) => {
    if (!step) return [];
    const title = step.title || `Step ${at + 1}`;
    const group = visible.stages.find(({ id }) => id === stage)?.title || 'Stage without a name';
    return [{ value: step.id, label: at === own ? `${title} (this step again)` : title, group, detail: at <= own ? 'back' : `+${at - own}` }];
  });
  const title = visible.columns[own]?.step?.title || 'this step';
  return (
    <Modal opened onClose={onClose} title={`Link “${title}” to…`} size="sm" returnFocus={false}>
      <PickList placeholder="Find a step" options={options} onPick={onLink} />
    </Modal>
  );
}
