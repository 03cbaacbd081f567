import { Modal } from '@mantine/core';
import { useDisclosure, useHotkeys } from '@mantine/hooks';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { noKey, pressKey } from './key_sequence';
import { spotlight } from './palette_store';
import { screens } from './screens';
import classes from './shortcuts.module.css';

const others = [
  { keys: ['⌘ K', 'Ctrl K'], what: 'Search and commands' },
  { keys: ['?'], what: 'This list' },
  { keys: ['j', 'k'], what: 'Next and previous row' },
  { keys: ['↑', '↓', 'Enter'], what: 'Move in a table, open a row' },
  { keys: ['[', ']'], what: 'Previous and next session of a customer' },
  { keys: ['/'], what: 'Search this list' },
  { keys: ['Esc'], what: 'Close what floats' },
];

/** Keys that work on every screen, and the list of them. */
export function Shortcuts() {
  const [opened, { open, close }] = useDisclosure(false);
  const navigate = useNavigate();
  const state = useRef(noKey);
  // Here and not in the palette, which is fetched later than the first key may be pressed.
  useHotkeys([['mod+K', spotlight.toggle]], []);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      const pressed = pressKey(state.current, event.key, event.timeStamp);
      state.current = pressed.state;
      if (pressed.shortcut === '?') open();
      const screen = screens.find(({ key }) => pressed.shortcut === `g ${key}`);
      if (screen) void navigate({ to: screen.to });
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [navigate, open]);
  const rows = [
    ...screens.map(({ key, name }) => ({ keys: ['g', key], what: `Go to ${name}` })),
    ...others,
  ];
  return (
    <Modal opened={opened} onClose={close} title="Keyboard shortcuts" size="sm">
      <dl className={classes.list}>
        {rows.map(({ keys, what }) => (
          <div key={what} className={classes.row}>
            <dt>{what}</dt>
            <dd>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}
