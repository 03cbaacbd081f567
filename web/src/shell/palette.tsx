import { useMantineColorScheme } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { Spotlight } from '@mantine/spotlight';
import { useNavigate, useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import { useSearchItems, useSignOut, type SearchItem } from '../api';
import { SearchIcon } from '../design/icons';
import { paletteStore } from './palette_store';
import { screens } from './screens';
import './palette.css';

interface Entry {
  id: string;
  label: string;
  detail?: string;
  run: () => void;
}

const groups: { kind: SearchItem['kind']; name: string }[] = [
  { kind: 'customer', name: 'Customers' },
  { kind: 'account', name: 'Accounts' },
  { kind: 'segment', name: 'Segments' },
  { kind: 'question', name: 'Questions' },
  { kind: 'event', name: 'Events' },
  { kind: 'touchpoint', name: 'Touchpoints' },
];

const searchDelayMs = 120;

/** ⌘K: finds customers, accounts, segments, questions, events and screens, and does a few things. */
export default function Palette() {
  const [text, setText] = useState('');
  const [wanted] = useDebouncedValue(text, searchDelayMs);
  const found = useSearchItems(wanted);
  const router = useRouter();
  const entries = useEntries();
  const matching = (list: Entry[]) =>
    list.filter((entry) => entry.label.toLowerCase().includes(text.trim().toLowerCase()));
  const items = text.trim() === '' ? [] : (found.data ?? []);
  const shown = [
    ...groups.map(({ kind, name }) => ({
      name,
      entries: items
        .filter((item) => item.kind === kind)
        .map((item) => ({
          id: `${kind}:${item.id}`,
          label: item.label,
          detail: item.detail ?? undefined,
          run: () => router.history.push(item.href),
        })),
    })),
    { name: 'Screens', entries: matching(entries.screens) },
    { name: 'Actions', entries: matching(entries.actions) },
  ].filter((group) => group.entries.length > 0);
  return (
    <Spotlight.Root
      store={paletteStore}
      query={text}
      onQueryChange={setText}
      shortcut={null}
      radius="lg"
      shadow="md"
      overlayProps={{ backgroundOpacity: 0.25, blur: 0 }}
      scrollable
      maxHeight={420}
    >
      <Spotlight.Search placeholder="Find a customer, account, segment, event, question or screen" leftSection={<SearchIcon />} />
      <Spotlight.ActionsList>
        {shown.map((group) => (
          <Spotlight.ActionsGroup key={group.name} label={group.name}>
            {group.entries.map((entry: Entry) => (
              <Spotlight.Action
                key={entry.id}
                label={entry.label}
                description={entry.detail}
                onClick={entry.run}
              />
            ))}
          </Spotlight.ActionsGroup>
        ))}
        {shown.length === 0 && (
          <Spotlight.Empty>{found.isFetching ? 'Searching' : 'Nothing found'}</Spotlight.Empty>
        )}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  );
}

function useEntries(): { screens: Entry[]; actions: Entry[] } {
  const navigate = useNavigate();
  const { setColorScheme } = useMantineColorScheme();
  const signOut = useSignOut();
  const scheme = (value: 'light' | 'dark' | 'auto', label: string): Entry => ({
    id: `theme:${value}`,
    label,
    run: () => setColorScheme(value),
  });
  return {
    screens: screens.map(({ name, to, key }) => ({
      id: `screen:${to}`,
      label: name,
      detail: `g ${key}`,
      run: () => void navigate({ to }),
    })),
    actions: [
      scheme('light', 'Use the light theme'),
      scheme('dark', 'Use the dark theme'),
      scheme('auto', 'Use the theme of the system'),
      {
        id: 'sign-out',
        label: 'Sign out',
        run: () => signOut.mutate(undefined, { onSuccess: () => void navigate({ to: '/signin' }) }),
      },
    ],
  };
}
