/** A finger rests for so long before it takes what is under it; sooner than browsers open a menu of their own. */
export const holdMs = 380;
/** It rests as long as it stays within this. */
const restPx = 10;

let held = false;
/** What was held was let go, and the browser has not yet made a click of it. */
let wasHeld = false;

/** Whether a finger has taken something, so that moving it does not scroll. */
export function isHeld(): boolean {
  return held;
}

interface Finger {
  pointerId: number;
  clientX: number;
  clientY: number;
}

/**
 * Waits until a finger has rested. `onHeld` when it has, `onEnd` when it is lifted or taken away after that; where it
 * moves before, the page scrolls as ever and neither is called. Answers what gives up waiting.
 */
export function whenHeld({ pointerId, clientX, clientY }: Finger, onHeld: () => void, onEnd: (how: 'lifted' | 'lost', moved: boolean) => void = () => undefined): () => void {
  let moved = false;
  const timer = setTimeout(() => {
    held = true;
    onHeld();
  }, holdMs);
  const stop = () => {
    clearTimeout(timer);
    wasHeld ||= held;
    held = false;
    window.removeEventListener('pointermove', onMove, true);
    window.removeEventListener('pointerup', onUp);
    window.removeEventListener('pointercancel', onLost);
  };
  const onMove = (event: PointerEvent) => {
    if (event.pointerId !== pointerId) return;
    const isFar = Math.hypot(event.clientX - clientX, event.clientY - clientY) > restPx;
    if (isFar && !held) stop();
    moved ||= isFar;
  };
  const end = (how: 'lifted' | 'lost') => (event: PointerEvent) => {
    if (event.pointerId !== pointerId) return;
    const isOver = held;
    stop();
    if (isOver) onEnd(how, moved);
  };
  const onUp = end('lifted');
  const onLost = end('lost');
  window.addEventListener('pointermove', onMove, true);
  window.addEventListener('pointerup', onUp);
  window.addEventListener('pointercancel', onLost);
  return stop;
}

/** While something is held the page stays where it is. Answers what takes that back. */
export function keepStill(): () => void {
  const onTouchMove = (event: TouchEvent) => held && event.cancelable && event.preventDefault();
  // Lifting what was held is no click, which would close what opens then.
  const onTouchEnd = (event: TouchEvent) => (held || wasHeld) && event.cancelable && event.preventDefault();
  const onTouchStart = () => {
    wasHeld = false;
  };
  const onMenu = (event: Event) => held && event.preventDefault();
  window.addEventListener('touchmove', onTouchMove, { passive: false });
  window.addEventListener('touchend', onTouchEnd, { passive: false });
  window.addEventListener('touchstart', onTouchStart, { passive: true });
  window.addEventListener('contextmenu', onMenu, true);
  return () => {
    window.removeEventListener('touchmove', onTouchMove);
    window.removeEventListener('touchend', onTouchEnd);
    window.removeEventListener('touchstart', onTouchStart);
    window.removeEventListener('contextmenu', onMenu, true);
  };
}
