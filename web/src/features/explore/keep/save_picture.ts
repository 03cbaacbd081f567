import { saveText } from '../../../people/people_export';

/** Everything the pictures are drawn with; a file has no style sheet to look it up in. */
const properties = [
  'fill',
  'fill-opacity',
  'stroke',
  'stroke-opacity',
  'stroke-width',
  'stroke-dasharray',
  'stroke-linejoin',
  'paint-order',
  'opacity',
  'font-family',
  'font-size',
  'font-weight',
  'text-anchor',
] as const;

/** Pictures for slides and print are drawn twice as fine as the screen. */
const fineness = 2;
const paper = 14;

/** The picture by itself: same look, no style sheet, no classes, nothing to click. */
export function standaloneSvg(svg: SVGSVGElement): string {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const originals = [svg, ...svg.querySelectorAll('*')];
  const copies = [copy, ...copy.querySelectorAll('*')];
  originals.forEach((original, index) => {
    const target = copies[index] as Element;
    const style = getComputedStyle(original);
    for (const name of properties) {
      const value = style.getPropertyValue(name);
      if (value !== '') target.setAttribute(name, value);
    }
    for (const name of ['class', 'role', 'tabindex', 'data-mark', 'aria-label', 'style']) {
      target.removeAttribute(name);
    }
  });
  const { width, height } = sizeOf(svg);
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  if (!copy.hasAttribute('viewBox')) copy.setAttribute('viewBox', `0 0 ${width} ${height}`);
  const ground = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
  ground.setAttribute('width', '100%');
  ground.setAttribute('height', '100%');
  ground.setAttribute('fill', getComputedStyle(document.documentElement).getPropertyValue('--surface').trim());
  copy.prepend(ground);
  return new XMLSerializer().serializeToString(copy);
}

function sizeOf(svg: SVGSVGElement): { width: number; height: number } {
  return { width: svg.width.baseVal.value, height: svg.height.baseVal.value };
}

export function saveSvg(svg: SVGSVGElement, name: string): void {
  saveText(`${name}.svg`, 'image/svg+xml', standaloneSvg(svg));
}

/**
 * The picture as pixels. Drawn mark by mark, because loading an SVG as an image takes an address
 * that the content security policy refuses.
 */
export async function savePng(svg: SVGSVGElement, name: string): Promise<void> {
  const { width, height } = sizeOf(svg);
  const canvas = document.createElement('canvas');
  canvas.width = Math.ceil((width + 2 * paper) * fineness);
  canvas.height = Math.ceil((height + 2 * paper) * fineness);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('This browser cannot draw the picture.');
  context.fillStyle = getComputedStyle(document.documentElement).getPropertyValue('--surface').trim();
  context.fillRect(0, 0, canvas.width, canvas.height);
  const origin = svg.getScreenCTM();
  if (!origin) throw new Error('The picture is not on the screen.');
  // A view box scales the marks; the size of the picture on the screen is what is drawn.
  const zoom = svg.viewBox.baseVal && svg.viewBox.baseVal.width > 0 ? width / svg.viewBox.baseVal.width : 1;
  const inverse = origin.inverse();
  for (const element of svg.querySelectorAll('path, rect, circle, line, text')) {
    if (element.closest('defs, title')) continue;
    const place = (element as SVGGraphicsElement).getScreenCTM();
    if (!place) continue;
    const m = inverse.multiply(place);
    const k = fineness * zoom;
    context.setTransform(m.a * k, m.b * k, m.c * k, m.d * k, (m.e * zoom + paper) * fineness, (m.f * zoom + paper) * fineness);
    draw(context, element);
  }
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  if (!blob) throw new Error('The picture is too large for this browser.');
  const address = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = address;
  link.download = `${name}.png`;
  link.click();
  URL.revokeObjectURL(address);
}

/** What a mark and the groups around it are dimmed to together. */
function opacityOf(element: Element): number {
  let opacity = 1;
  for (let at: Element | null = element; at && at.tagName !== 'svg'; at = at.parentElement) {
    opacity *= Number(getComputedStyle(at).opacity);
  }
  return opacity;
}

function outline(element: Element): Path2D {
  const number = (name: string) => Number(element.getAttribute(name) ?? 0);
  const path = new Path2D(element.tagName === 'path' ? (element.getAttribute('d') ?? '') : undefined);
  if (element.tagName === 'rect') {
    const r = Math.min(number('rx'), number('width') / 2, number('height') / 2);
    path.roundRect(number('x'), number('y'), number('width'), number('height'), Math.max(0, r));
  } else if (element.tagName === 'circle') {
    path.arc(number('cx'), number('cy'), number('r'), 0, 2 * Math.PI);
  } else if (element.tagName === 'line') {
    path.moveTo(number('x1'), number('y1'));
    path.lineTo(number('x2'), number('y2'));
  }
  return path;
}

function draw(context: CanvasRenderingContext2D, element: Element): void {
  const style = getComputedStyle(element);
  const opacity = opacityOf(element);
  const dashes = style.strokeDasharray === 'none' ? [] : style.strokeDasharray.split(/[ ,]+/).map(parseFloat);
  context.setLineDash(dashes);
  context.lineWidth = parseFloat(style.strokeWidth) || 1;
  context.lineJoin = style.strokeLinejoin === 'round' ? 'round' : 'miter';
  const painted = (colour: string) => colour !== 'none' && colour !== 'transparent' && colour !== 'rgba(0, 0, 0, 0)';
  const isText = element.tagName === 'text';
  const path = isText ? null : outline(element);
  if (isText) {
    context.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
    context.textAlign = style.textAnchor === 'middle' ? 'center' : style.textAnchor === 'end' ? 'right' : 'left';
  }
  const words = isText ? textOf(element) : '';
  const at = [Number(element.getAttribute('x') ?? 0), Number(element.getAttribute('y') ?? 0)] as const;
  const stroke = () => {
    if (!painted(style.stroke)) return;
    context.globalAlpha = opacity * Number(style.strokeOpacity || 1);
    context.strokeStyle = style.stroke;
    if (path) context.stroke(path);
    else context.strokeText(words, ...at);
  };
  // Letters stand over their own halo.
  if (isText) stroke();
  if (painted(style.fill) && element.tagName !== 'line') {
    context.globalAlpha = opacity * Number(style.fillOpacity || 1);
    context.fillStyle = style.fill;
    if (path) context.fill(path);
    else context.fillText(words, ...at);
  }
  if (!isText) stroke();
}

/** Without the title inside, which is a hint and not part of the picture. */
function textOf(element: Element): string {
  return [...element.childNodes]
    .filter((node) => node.nodeType === Node.TEXT_NODE)
    .map((node) => node.textContent ?? '')
    .join('');
}
