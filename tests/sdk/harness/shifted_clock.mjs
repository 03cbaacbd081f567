// A clock that is wrong by WEND_CLOCK_SHIFT_MS, for a program started with --import of this file.
export function shiftClock(scope, byMs) {
  const Real = scope.Date
  scope.Date = class Date extends Real {
    constructor(...given) {
      if (given.length === 0) super(Real.now() + byMs)
      else super(...given)
    }
    static now() {
      return Real.now() + byMs
    }
  }
}

const shift = globalThis.process?.env?.WEND_CLOCK_SHIFT_MS
if (shift) shiftClock(globalThis, Number(shift))
