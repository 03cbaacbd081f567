const names = [
  'paper',
  'surface',
  'sunken',
  'ink',
  'ink-2',
  'ink-3',
  'line',
  'line-2',
  'accent',
  'accent-soft',
  'pain',
  'pain-soft',
  'delight',
  'caution',
  'c1',
  'c2',
  'c3',
  'c4',
  'c5',
  'c6',
  'c7',
  'c8',
] as const;

export type TokenName = (typeof names)[number];
export type Tokens = Record<TokenName, string>;

/** The tokens as they are now; a canvas cannot read CSS variables by itself. */
export function readTokens(): Tokens {
  const style = getComputedStyle(document.documentElement);
  const entries = names.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]);
  return Object.fromEntries(entries) as Tokens;
}

/** "var(--c3)" as the colour it stands for now. */
export function resolveColour(colour: string, tokens: Tokens): string {
  const name = /^var\(--([a-z0-9-]+)\)$/.exec(colour)?.[1];
  return name ? (tokens[name as TokenName] ?? colour) : colour;
}

/** ECharts' theme made of the tokens. */
export function chartTheme(tokens: Tokens): object {
  const text = { color: tokens['ink-3'], fontFamily: 'Inter Variable, sans-serif', fontSize: 11.5 };
  const axis = {
    axisLine: { lineStyle: { color: tokens['line-2'] } },
    axisTick: { show: false },
    axisLabel: { ...text },
    splitLine: { lineStyle: { color: tokens.line } },
  };
  const categories = ['c1', 'c2', 'c3', 'c4', 'c5', 'c6', 'c7', 'c8'] as const;
  return {
    color: categories.map((name) => tokens[name]),
    backgroundColor: 'transparent',
    textStyle: { fontFamily: text.fontFamily, color: tokens['ink-2'] },
    categoryAxis: { ...axis, splitLine: { show: false } },
    valueAxis: { ...axis, axisLine: { show: false } },
    timeAxis: { ...axis, splitLine: { show: false } },
    logAxis: axis,
    legend: { textStyle: { color: tokens['ink-2'], fontSize: 12 }, itemWidth: 10, itemHeight: 10 },
    tooltip: {
      backgroundColor: tokens.surface,
      borderColor: tokens['line-2'],
      borderWidth: 1,
      padding: [8, 10],
      textStyle: { color: tokens.ink, fontSize: 12.5 },
      extraCssText: 'border-radius: 8px; box-shadow: var(--float);',
    },
  };
}
