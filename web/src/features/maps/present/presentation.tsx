import { ActionIcon, Button } from '@mantine/core';
import { useCallback, useEffect, useMemo, useRef } from 'react';
import { CloseIcon, EmptyState } from '../../../design';
import { curvePath, feelingText, feelingY } from '../editor/lanes/emotion_curve';
import { columnWidth } from '../editor/layout';
import type { Visible } from '../engine/visible';
import { slideAfter, slidesOf, type Slide } from './slides';
import classes from './present.module.css';

interface PresentationProps {
  title: string;
  visible: Visible;
  /** Which stage, from 0. */
  at: number;
  onShow: (at: number) => void;
  onLeave: () => void;
}

const swipePx = 50;
const curveHeight = 130;

/** A map for a room: stage by stage, in big type. */
export function Presentation({ title, visible, at: asked, onShow, onLeave }: PresentationProps) {
  const slides = useMemo(() => slidesOf(visible), [visible]);
  const at = Math.min(Math.max(0, asked), Math.max(0, slides.length - 1));
  const slide = slides[at];
  const root = useRef<HTMLDivElement>(null);
  const touch = useRef<{ x: number; y: number } | null>(null);
  useEffect(() => {
    const element = root.current;
    const before = document.activeElement;
    element?.focus();
    // A browser that does not allow it shows the same within its window.
    void element?.requestFullscreen?.().catch(() => undefined);
    return () => {
      if (document.fullscreenElement) void document.exitFullscreen().catch(() => undefined);
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  // Escape ends the full screen before any key is heard.
  useEffect(() => {
    const onChange = () => {
      if (!document.fullscreenElement && wasFull.current) onLeave();
      wasFull.current = document.fullscreenElement !== null;
    };
    document.addEventListener('fullscreenchange', onChange);
    return () => document.removeEventListener('fullscreenchange', onChange);
  }, [onLeave]);
  const wasFull = useRef(false);
  const turn = useCallback(
    (key: string) => {
      const next = slideAfter(key, at, slides.length);
      if (next === null) return false;
      if (next === 'leave') onLeave();
      else if (next !== at) onShow(next);
      return true;
    },
    [at, slides.length, onLeave, onShow],
  );
  return (
    <div
      ref={root} className={classes.stage} role="dialog" aria-modal="true" aria-label={`Presentation: ${title}`} tabIndex={-1}
      onKeyDown={(event) => {
        if (event.ctrlKey || event.metaKey || event.altKey) return;
        const onButton = event.target instanceof HTMLButtonElement && (event.key === ' ' || event.key === 'Enter');
        if (!onButton && turn(event.key)) {
          event.preventDefault();
          event.stopPropagation();
        } else if (event.key === 'Tab') keepInside(event, root.current);
      }}
      onTouchStart={(event) => (touch.current = event.touches[0] ? { x: event.touches[0].clientX, y: event.touches[0].clientY } : null)}
      onTouchEnd={(event) => {
        const end = event.changedTouches[0];
        const begin = touch.current;
        if (!end || !begin) return;
        const [x, y] = [end.clientX - begin.x, end.clientY - begin.y];
        if (Math.abs(x) > swipePx && Math.abs(x) > 2 * Math.abs(y)) turn(x < 0 ? 'ArrowRight' : 'ArrowLeft');
      }}
    >
      <header className={classes.head}>
        <span className={classes.map}>{title}</span>
        <span className={classes.space} />
        <ActionIcon aria-label="Leave the presentation" onClick={onLeave}>
          <CloseIcon />
        </ActionIcon>
      </header>
      {slide ? (
        <>
          <Curve visible={visible} slide={slide} />
          <Stage slide={slide} />
          <footer className={classes.foot}>
            <Button disabled={at === 0} onClick={() => turn('ArrowLeft')}>Back</Button>
            <span role="status">Stage {at + 1} of {slides.length}</span>
            <Button variant="filled" disabled={at === slides.length - 1} onClick={() => turn('ArrowRight')}>Next</Button>
          </footer>
        </>
      ) : (
        <EmptyState title="There is no stage to show yet" action={<Button onClick={onLeave}>Back to the map</Button>}>
          A presentation goes through the stages of a map.
        </EmptyState>
      )}
    </div>
  );
}

function keepInside(event: React.KeyboardEvent, root: HTMLElement | null): void {
  const stops = [...(root?.querySelectorAll<HTMLElement>('button:not(:disabled), [tabindex="0"]') ?? [])];
  const [first, last] = [stops[0], stops.at(-1)];
  if (event.shiftKey ? document.activeElement === first : document.activeElement === last) {
    event.preventDefault();
    (event.shiftKey ? last : first)?.focus();
  }
}

/** The curve of the whole journey, with the stage that is shown. */
function Curve({ visible, slide }: { visible: Visible; slide: Slide }) {
  const lane = visible.lanes.find(({ kind }) => kind === 'emotion');
  const points = lane
    ? visible.columns.flatMap(({ step }, column) => {
        const value = step ? visible.cellsAt(lane.id, step.id).find((cell) => cell.value !== undefined)?.value : undefined;
        return value === undefined ? [] : [{ column, value }];
      })
    : [];
  if (points.length < 2) return null;
  const width = visible.columns.length * columnWidth;
  return (
    <svg className={classes.curve} viewBox={`0 0 ${width} ${curveHeight}`} preserveAspectRatio="none" role="img" aria-label="What the customer feels, from the first step to the last">
      <rect x={slide.firstColumn * columnWidth} y="0" width={(slide.lastColumn - slide.firstColumn + 1) * columnWidth} height={curveHeight} fill="var(--accent-soft)" />
      <line x1="0" x2={width} y1={feelingY(0, curveHeight)} y2={feelingY(0, curveHeight)} stroke="var(--line-2)" vectorEffect="non-scaling-stroke" />
      <path d={curvePath(points, curveHeight)} fill="none" stroke="var(--accent)" strokeWidth="3" vectorEffect="non-scaling-stroke" />
    </svg>
  );
}

function Stage({ slide }: { slide: Slide }) {
  return (
    <section key={slide.id} className={classes.body} aria-label={slide.title} tabIndex={0}>
      <h1>{slide.title}</h1>
      {slide.description !== '' && <p className={classes.description}>{slide.description}</p>}
      <div className={classes.steps}>
        {slide.steps.map((step) => (
          <article key={step.id} className={classes.step}>
            <h2>{step.title}</h2>
            {step.note !== '' && <p className={classes.note}>{step.note}</p>}
            {step.feeling !== null && (
              <p className={classes.feeling} data-low={step.feeling < -0.8 || undefined}>
                <b>{feelingText(step.feeling)}</b> {step.feelingWords}
              </p>
            )}
            <dl>
              {step.lanes.map((lane) => (
                <div key={lane.id}>
                  <dt>{lane.title}</dt>
                  {lane.cards.map((card) => (
                    <dd key={card.id} data-kind={lane.kind} data-low={card.low || undefined}>
                      {lane.kind === 'voice' ? <q>{card.text.replace(/^[“"„«]|[”"“»]$/g, '')}</q> : card.text}
                      {card.evidence !== '' && <small>{card.evidence}</small>}
                    </dd>
                  ))}
                </div>
              ))}
            </dl>
          </article>
        ))}
        {slide.steps.length === 0 && <p className={classes.description}>This stage has no step yet.</p>}
      </div>
    </section>
  );
}
