import { memo } from 'react';
import type { PersonaOnMap } from '../personas/persona_view';
import { columnMiddle, curvePath, feelingY, type FeelingPoint } from './emotion_curve';
import classes from './lanes.module.css';

export interface PersonaCurve {
  persona: PersonaOnMap;
  points: readonly FeelingPoint[];
}

/** What each persona is assumed to feel: a dashed curve of its own, in its colour and with its initials at the end. */
export const PersonaCurves = memo(function PersonaCurves({ curves, width, height }: { curves: readonly PersonaCurve[]; width: number; height: number }) {
  return (
    <svg className={classes.curve} width={width} height={height} aria-hidden>
      {curves.map(({ persona, points }) => {
        const last = points.at(-1);
        return (
          <g key={persona.id}>
            {points.length > 1 && <path d={curvePath(points, height)} fill="none" stroke={persona.colour} strokeDasharray="6 4" strokeWidth="1.7" />}
            {last && (
              <text x={columnMiddle(last.column) + 14} y={feelingY(last.value, height) + 4} className={classes.curveName}>
                {persona.initials}
              </text>
            )}
          </g>
        );
      })}
    </svg>
  );
});
