/** How high text will be, without drawing it: words are measured once and remembered. */

const widths = new Map<string, Map<string, number>>();
let context: CanvasRenderingContext2D | null | undefined;

function wordWidth(font: string, word: string): number {
  let words = widths.get(font);
  if (!words) widths.set(font, (words = new Map()));
  let width = words.get(word);
  if (width === undefined) {
    context ??= typeof document === 'undefined' ? null : document.createElement('canvas').getContext('2d');
    if (context) {
      context.font = font;
      width = context.measureText(word).width;
    } else width = word.length * 7;
    words.set(word, width);
  }
  return width;
}

/** Fonts that arrive later have other widths. */
export function forgetWidths(): void {
  widths.clear();
}

/** How wide a text is in one line. */
export function textWidth(font: string, text: string): number {
  return wordWidth(font, text);
}

const lineBreaks = /(?<=[^\S\u00a0\u202f\u2007]|[\u2010\u2013\u2014-])|(?=[\u3000-\u9fff\uac00-\ud7af\uff00-\uffef])/;

/** How many lines a text takes in this width. */
export function linesOf(text: string, font: string, width: number): number {
  let lines = 0;
  for (const paragraph of text.split('\n')) {
    lines += 1;
    let used = 0;
    for (const word of paragraph.split(lineBreaks)) {
      const trimmed = wordWidth(font, word.trimEnd());
      if (used > 0 && used + trimmed > width) {
        lines += 1;
        used = 0;
      }
      // Longer than a line by itself: it is broken anywhere.
      if (trimmed > width) {
        lines += Math.ceil(trimmed / width) - 1;
        used = trimmed % width;
      } else used += trimmed === 0 ? wordWidth(font, word) : wordWidth(font, word);
    }
  }
  return lines;
}
