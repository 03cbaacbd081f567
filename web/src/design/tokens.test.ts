import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8');
const [lightBlock = '', darkBlock = ''] = css.split(":root[data-mantine-color-scheme='dark']");

function tokens(block: string): Record<string, string> {
  const found = [...block.matchAll(/--([a-z0-9-]+):\s*(#[0-9a-f]{6})/g)];
  return Object.fromEntries(found.map((match) => [match[1] ?? '', match[2] ?? '']));
}

/** Relative luminance, WCAG 2.2. */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const channel = parseInt(hex.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [low = 0, high = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

const textPairs = [
  ...['ink', 'ink-2', 'ink-3', 'pain', 'accent', 'delight', 'caution'].flatMap((ink) =>
    ['paper', 'surface'].map((ground) => [ink, ground]),
  ),
  ['ink-2', 'sunken'],
  ['pain', 'pain-soft'],
  ['delight', 'delight-soft'],
  ['caution', 'caution-soft'],
  ['accent', 'accent-soft'],
  ['on-accent', 'accent'],
  ['ink-3', 'sunken'],
] as [string, string][];

describe.each([
  ['light', tokens(lightBlock)],
  ['dark', tokens(darkBlock)],
])('%s tokens', (_, scheme) => {
  it.each(textPairs)('%s is readable on %s', (ink, ground) => {
    expect(contrast(scheme[ink] ?? '', scheme[ground] ?? '')).toBeGreaterThanOrEqual(4.5);
  });

  it.each(['c1', 'c2', 'c3', 'c4', 'c5', 'c6', 'c7', 'c8'])('%s stands out as a mark', (mark) => {
    expect(contrast(scheme[mark] ?? '', scheme['surface'] ?? '')).toBeGreaterThanOrEqual(2.7);
  });
});
