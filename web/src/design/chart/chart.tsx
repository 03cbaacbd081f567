import { useComputedColorScheme, VisuallyHidden } from '@mantine/core';
import type { EChartsCoreOption, EChartsType } from 'echarts/core';
import { useEffect, useRef } from 'react';
import { chartTheme, readTokens, type Tokens } from './chart_theme';

export interface ChartTable {
  columns: string[];
  rows: (string | number | null)[][];
}

export interface ChartProps {
  /** Made anew for the tokens of each colour scheme. Keep it stable with useCallback. */
  option: (tokens: Tokens) => EChartsCoreOption;
  /** What the picture shows, in a sentence. */
  label: string;
  /** The same as a table, for readers who do not see the picture. */
  table: ChartTable;
  height: number | string;
  /** Canvas for thousands of marks; SVG is sharper and prints. */
  renderer?: 'svg' | 'canvas';
  onClick?: (mark: { seriesIndex?: number; dataIndex: number; name: string; data: unknown }) => void;
}

/** Draws with ECharts, which is loaded with the first chart on the screen. */
export function Chart({ option, label, table, height, renderer = 'svg', onClick }: ChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType | null>(null);
  const click = useRef(onClick);
  const latest = useRef(option);
  const scheme = useComputedColorScheme('light');
  click.current = onClick;
  latest.current = option;

  useEffect(() => {
    let gone = false;
    const observer = new ResizeObserver(() => chart.current?.resize());
    void import('./chart_engine').then(({ init }) => {
      if (gone || !box.current) return;
      const tokens = readTokens();
      const made = init(box.current, chartTheme(tokens), { renderer });
      made.setOption({ animation: false, ...latest.current(tokens) });
      made.on('click', (mark) => click.current?.(mark as never));
      chart.current = made;
      observer.observe(box.current);
    });
    return () => {
      gone = true;
      observer.disconnect();
      chart.current?.dispose();
      chart.current = null;
    };
  }, [scheme, renderer]);

  useEffect(() => {
    chart.current?.setOption({ animation: false, ...option(readTokens()) }, { notMerge: true });
  }, [option]);

  return (
    <figure>
      <div ref={box} role="img" aria-label={label} style={{ height }} />
      <HiddenTable label={label} table={table} />
    </figure>
  );
}

function HiddenTable({ label, table }: { label: string; table: ChartTable }) {
  return (
    <VisuallyHidden>
      <table>
        <caption>{label}</caption>
        <thead>
          <tr>
            {table.columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row, index) => (
            <tr key={index}>
              {row.map((cell, at) => (
                <td key={at}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </VisuallyHidden>
  );
}
