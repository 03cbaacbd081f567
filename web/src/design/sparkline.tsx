import { linePath, thinned } from './line_path';

interface SparklineProps {
  values: (number | null)[];
  /** What it shows, for readers who do not see it. */
  label: string;
  tone?: 'plain' | 'pain' | 'accent';
  width?: number;
  height?: number;
}

const inks = { plain: 'var(--c8)', pain: 'var(--pain)', accent: 'var(--accent)' };

export function Sparkline(props: SparklineProps) {
  const { values, label, tone = 'plain', width = 64, height = 22 } = props;
  return (
    <svg width={width} height={height} role="img" aria-label={label} style={{ flex: 'none' }}>
      <path
        d={linePath(thinned(values, width / 3), width, height, 2)}
        fill="none"
        stroke={inks[tone]}
        strokeWidth={1.4}
        strokeLinejoin="round"
        strokeLinecap="round"
      />
    </svg>
  );
}
