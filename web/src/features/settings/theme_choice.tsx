import { SegmentedControl, useMantineColorScheme } from '@mantine/core';

const choices = [
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
  { value: 'auto', label: 'System' },
] as const;

export function ThemeChoice() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <SegmentedControl
      aria-label="Theme"
      data={[...choices]}
      value={colorScheme}
      onChange={setColorScheme}
    />
  );
}
