import type { ReactNode } from 'react';

/** Wend's own icons: 16 units square, 1.6 thick, drawn in the ink around them. */
function icon(drawing: ReactNode) {
  return function Icon({ size = 16 }: { size?: number }) {
    return (
      <svg
        width={size}
        height={size}
        viewBox="0 0 16 16"
        fill="none"
        stroke="currentColor"
        strokeWidth={1.6}
        strokeLinecap="round"
        strokeLinejoin="round"
        aria-hidden
      >
        {drawing}
      </svg>
    );
  };
}

export const HomeIcon = icon(
  <path d="M2.5 7.4 8 3l5.5 4.4v5.5a.9.9 0 0 1-.9.9H3.4a.9.9 0 0 1-.9-.9z" />,
);
export const JourneysIcon = icon(
  <>
    <circle cx="3.6" cy="12.2" r="1.4" />
    <circle cx="12.4" cy="3.8" r="1.4" />
    <path d="M5 12.2c4 0 2.6-4.2 5-4.2s2.4-1.4 2.4-2.8" />
  </>,
);
export const ExploreIcon = icon(<path d="M2.5 4.2h3.6c3.4 0 3.6 7.6 7.4 7.6M2.5 8h11" />);
export const CustomersIcon = icon(
  <>
    <circle cx="8" cy="5.4" r="2.6" />
    <path d="M3 13.4c.6-2.5 2.6-3.7 5-3.7s4.4 1.2 5 3.7" />
  </>,
);
export const DataIcon = icon(
  <>
    <ellipse cx="8" cy="4" rx="5" ry="1.8" />
    <path d="M3 4v8c0 1 2.2 1.8 5 1.8s5-.8 5-1.8V4M3 8c0 1 2.2 1.8 5 1.8S13 9 13 8" />
  </>,
);
export const SettingsIcon = icon(
  <>
    <circle cx="8" cy="8" r="2" />
    <path d="M8 2.4v1.6M8 12v1.6M2.4 8H4M12 8h1.6M4 4l1.2 1.2M10.8 10.8 12 12M12 4l-1.2 1.2M5.2 10.8 4 12" />
  </>,
);
export const BellIcon = icon(<path d="M3.2 11.5c1-1 1.3-2 1.3-4.3a3.5 3.5 0 0 1 7 0c0 2.3.3 3.3 1.3 4.3zM6.6 13.4a1.6 1.6 0 0 0 2.8 0" />);
export const SearchIcon = icon(
  <>
    <circle cx="7" cy="7" r="4" />
    <path d="m10.2 10.2 3.3 3.3" />
  </>,
);
export const TuneIcon = icon(
  <>
    <path d="M2.5 4.5h6M12 4.5h1.5M2.5 11.5h1.5M7.5 11.5h6" />
    <circle cx="10.2" cy="4.5" r="1.7" />
    <circle cx="5.8" cy="11.5" r="1.7" />
  </>,
);
export const CommentIcon = icon(<path d="M2.5 3.6h11v7.2H8.2l-3.4 2.7v-2.7H2.5z" />);
export const HistoryIcon = icon(
  <>
    <path d="M3 5.2A5.6 5.6 0 1 1 2.4 8M2.6 2.6v2.8h2.8" />
    <path d="M8 5v3.2l2.2 1.4" />
  </>,
);
export const DriftIcon = icon(<path d="M2.5 5.5h4c3.6 0 2.6 6 6.6 6M10.6 9.2l2.7 2.3-2.7 2.2M9.5 5.5h4" />);
export const FindingsIcon = icon(
  <>
    <path d="M8 2.4 14 13H2z" />
    <path d="M8 6.4v3M8 11.2v.1" />
  </>,
);
export const NumbersIcon = icon(<path d="M2.5 13.5v-4M6.2 13.5V6M9.9 13.5V8.6M13.6 13.5V2.6" />);
export const CloseIcon = icon(<path d="m4 4 8 8M12 4l-8 8" />);
export const DownloadIcon = icon(<path d="M8 2.5v7.5M5 7.5l3 3 3-3M3 13.5h10" />);
export const PlusIcon = icon(<path d="M8 3v10M3 8h10" />);

/** The mark: a path that finds its way up. */
export function Brand({ size = 22 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 22 22" aria-hidden>
      <path
        d="M2.8 17c5 0 3.5-6 8-6s3-6 9-6"
        fill="none"
        stroke="var(--accent)"
        strokeWidth={2.6}
        strokeLinecap="round"
      />
      <circle cx="2.8" cy="17" r="2.3" fill="var(--accent)" />
    </svg>
  );
}
