import { Modal } from '@mantine/core';
import classes from './board_help.module.css';

const groups: { title: string; keys: [string[], string][] }[] = [
  {
    title: 'Going',
    keys: [
      [['↑', '↓', '←', '→'], 'To the next place; with Shift select'], [['Tab'], 'To the right; with Shift to the left'], [['Ctrl', '→'], 'To the end of the row'], [['Home', 'End'], 'To the first and the last step'],
      [['Ctrl', 'F'], 'Find on the map'], [['Space'], 'Hold and drag to pan'],
    ],
  },
  {
    title: 'Writing',
    keys: [
      [['Enter'], 'Write here, or open the map of the step'], [['F2'], 'Write'], [['a', '…'], 'Any letter: write anew'], [['Shift', 'Enter'], 'Another card here'], [['Esc'], 'Take back what was written'],
      [['Del'], 'Remove'], [['Ctrl', 'D'], 'Duplicate'], [['Ctrl', 'C'], 'Copy; V pastes, also tables of a spreadsheet and pictures'], [['Ctrl', 'Z'], 'Undo; Y does it again'],
    ],
  },
  {
    title: 'Building',
    keys: [
      [['Ctrl', 'Enter'], 'Insert after; with Shift before'], [['Alt', '←', '→'], 'Move a step, stage or card'], [['Alt', '↑', '↓'], 'Move a lane or card'], [['Alt', 'L'], 'Link the step to another; with Shift to its links'],
      [['Ctrl', '.'], 'Fold or unfold the lane'], [['Ctrl', 'Alt', 'M'], 'Comment'], [['Shift', 'F10'], 'Everything else that can be done here'],
    ],
  },
  { title: 'Looking', keys: [[['Ctrl', '+'], 'Larger'], [['Ctrl', '−'], 'Smaller'], [['Ctrl', '0'], 'As large as it is'], [['Ctrl', '9'], 'The whole map'], [['?'], 'This list']] },
];

/** The keys of the board. */
export function BoardHelp({ onClose }: { onClose: () => void }) {
  return (
    <Modal opened onClose={onClose} title="Keys of the board" size="52rem" returnFocus={false}>
      <div className={classes.groups}>
        {groups.map(({ title, keys }) => (
          <section key={title}>
            <h3>{title}</h3>
            <dl>
              {keys.map(([pressed, what]) => (
                <div key={what}>
                  <dt>{pressed.map((key) => <kbd key={key}>{key}</kbd>)}</dt>
                  <dd>{what}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Modal>
  );
}
