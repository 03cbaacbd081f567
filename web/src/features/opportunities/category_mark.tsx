import type { OpportunityCategory } from '../../api';
import { categoryMarks, categoryWords, type Shape } from './words';

const corner = (radius: number, degrees: number) => `${(radius * Math.cos((degrees * Math.PI) / 180)).toFixed(2)},${(radius * Math.sin((degrees * Math.PI) / 180)).toFixed(2)}`;
const polygons: Partial<Record<Shape, (radius: number) => string>> = {
  square: (r) => [-135, -45, 45, 135].map((a) => corner(r * 1.22, a)).join(' '),
  triangle: (r) => [-90, 30, 150].map((a) => corner(r * 1.38, a)).join(' '),
  diamond: (r) => [-90, 0, 90, 180].map((a) => corner(r * 1.28, a)).join(' '),
  hexagon: (r) => [0, 60, 120, 180, 240, 300].map((a) => corner(r * 1.12, a)).join(' '),
};

/** The shape of a group around the middle of an SVG; of about the same size each. */
export function CategoryShape({ category, radius }: { category: OpportunityCategory; radius: number }) {
  const { colour, shape } = categoryMarks[category];
  const polygon = polygons[shape];
  if (polygon) return <polygon points={polygon(radius)} fill={colour} strokeLinejoin="round" />;
  return <circle r={radius} fill={shape === 'ring' ? 'var(--surface)' : colour} stroke={shape === 'ring' ? colour : undefined} strokeWidth={shape === 'ring' ? 2 : undefined} />;
}

/** The mark before a name, in lists and legends. */
export function CategoryMark({ category, title = true }: { category: OpportunityCategory; title?: boolean }) {
  return (
    <svg width={14} height={14} viewBox="-8 -8 16 16" role={title ? 'img' : undefined} aria-label={title ? categoryWords[category] : undefined} aria-hidden={title ? undefined : true} style={{ flex: 'none' }}>
      {title && <title>{categoryWords[category]}</title>}
      <CategoryShape category={category} radius={5} />
    </svg>
  );
}
