import {
  createTheme,
  defaultVariantColorsResolver,
  type CSSVariablesResolver,
  type MantineColorsTuple,
  type VariantColorsResolver,
} from '@mantine/core';

const everyShade = (variable: string): MantineColorsTuple =>
  Array.from({ length: 10 }, () => `var(${variable})`) as unknown as MantineColorsTuple;

const shades = (...names: string[]): MantineColorsTuple =>
  names.map((name) => `var(--${name})`) as unknown as MantineColorsTuple;

/** Buttons and the like: filled is the accent on its own ink, everything else is paper and hairline. */
const variantColors: VariantColorsResolver = (input) => {
  const colors = defaultVariantColorsResolver(input);
  if (input.variant === 'filled') {
    const ground = input.color === 'pain' ? 'var(--pain)' : 'var(--accent)';
    return {
      ...colors,
      background: ground,
      hover: `color-mix(in srgb, ${ground} 88%, var(--ink))`,
      color: 'var(--on-accent)',
      border: '1px solid transparent',
    };
  }
  if (input.variant === 'default') {
    return {
      ...colors,
      background: 'var(--surface)',
      hover: 'var(--sunken)',
      color: 'var(--ink)',
      border: '1px solid var(--line-2)',
    };
  }
  if (input.variant === 'subtle') {
    const ink = input.color === 'pain' ? 'var(--pain)' : 'var(--ink-2)';
    return { ...colors, background: 'transparent', hover: 'var(--sunken)', color: ink };
  }
  return colors;
};

export const theme = createTheme({
  fontFamily: 'var(--font)',
  headings: { fontFamily: 'var(--font)', fontWeight: '620' },
  fontSizes: {
    xs: 'var(--size-1)',
    sm: 'var(--size-2)',
    md: 'var(--size-3)',
    lg: 'var(--size-4)',
    xl: 'var(--size-5)',
  },
  lineHeights: { xs: '1.4', sm: '1.45', md: '1.45', lg: '1.45', xl: '1.3' },
  spacing: { xs: '8px', sm: '12px', md: '16px', lg: '24px', xl: '32px' },
  radius: { xs: '4px', sm: 'var(--r-s)', md: '6px', lg: 'var(--r)', xl: '12px' },
  defaultRadius: 'md',
  shadows: {
    xs: 'none',
    sm: 'none',
    md: 'var(--float)',
    lg: 'var(--float)',
    xl: 'var(--float)',
  },
  colors: {
    // Mantine takes its grounds and lines from these two; so they are the tokens as well.
    gray: shades('sunken', 'sunken', 'line', 'line', 'line-2', 'ink-3', 'ink-2', 'ink-2', 'ink', 'ink'),
    dark: shades('ink', 'ink-2', 'ink-2', 'ink-3', 'line-2', 'sunken', 'surface', 'surface', 'sunken', 'paper'),
    accent: everyShade('--accent'), pain: everyShade('--pain'),
  },
  primaryColor: 'accent',
  variantColorResolver: variantColors,
  respectReducedMotion: true,
  cursorType: 'pointer',
  focusRing: 'auto',
  components: {
    Button: {
      defaultProps: { size: 'compact-md', variant: 'default' },
      styles: {
        root: { height: 28, paddingInline: 10, fontWeight: 500, fontSize: 'var(--size-2)' },
      },
    },
    ActionIcon: { defaultProps: { variant: 'subtle', size: 28 } },
    TextInput: { defaultProps: { size: 'sm' } },
    PasswordInput: { defaultProps: { size: 'sm' } },
    Select: { defaultProps: { size: 'sm', checkIconPosition: 'right' } },
    SegmentedControl: {
      defaultProps: { size: 'sm', transitionDuration: 150, withItemsBorders: false },
      styles: {
        root: { background: 'var(--sunken)' },
        indicator: { border: '1px solid var(--line)', boxShadow: 'none' },
        label: { fontWeight: 500 },
      },
    },
    Popover: { defaultProps: { shadow: 'md', radius: 'lg', transitionProps: { duration: 100 } } },
    Menu: { defaultProps: { shadow: 'md', radius: 'lg', transitionProps: { duration: 100 } } },
    Tooltip: { defaultProps: { transitionProps: { duration: 100 }, openDelay: 300 } },
    Modal: {
      defaultProps: {
        radius: 'lg',
        shadow: 'md',
        overlayProps: { backgroundOpacity: 0.25 },
        closeButtonProps: { 'aria-label': 'Close' },
      },
    },
    Drawer: {
      defaultProps: {
        shadow: 'md',
        transitionProps: { duration: 150 },
        closeButtonProps: { 'aria-label': 'Close' },
      },
    },
    Pill: { styles: { root: { background: 'var(--sunken)', color: 'var(--ink)' } } },
    Skeleton: { defaultProps: { radius: 'sm' } },
  },
});

const roles = {
  '--mantine-color-body': 'var(--paper)',
  '--mantine-color-text': 'var(--ink)',
  '--mantine-color-dimmed': 'var(--ink-2)',
  '--mantine-color-placeholder': 'var(--ink-3)',
  '--mantine-color-anchor': 'var(--accent)',
  '--mantine-color-error': 'var(--pain)',
  '--mantine-color-default': 'var(--surface)',
  '--mantine-color-default-hover': 'var(--sunken)',
  '--mantine-color-default-color': 'var(--ink)',
  '--mantine-color-default-border': 'var(--line-2)',
  '--mantine-color-disabled': 'var(--sunken)',
  '--mantine-color-disabled-color': 'var(--ink-3)',
  '--mantine-color-disabled-border': 'var(--line)',
  '--mantine-primary-color-filled': 'var(--accent)',
  '--mantine-primary-color-contrast': 'var(--on-accent)',
  '--mantine-color-accent-filled': 'var(--accent)',
  '--mantine-color-accent-light': 'var(--accent-soft)',
  '--mantine-color-accent-light-color': 'var(--accent)',
  '--mantine-color-accent-text': 'var(--accent)',
  '--mantine-color-pain-filled': 'var(--pain)',
  '--mantine-color-pain-light': 'var(--pain-soft)',
  '--mantine-color-pain-light-color': 'var(--pain)',
};

/** Mantine's own variables point at the tokens, so both schemes follow from tokens.css alone. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: roles,
  dark: roles,
});
