import { useMemo, useRef, useState, type KeyboardEvent, type MouseEvent } from 'react';
import type { PathLink, PathsDocument, PathsResult } from '../../../api';
import { count, duration, interval, share, useChannelColour } from '../../../design';
import { usePeoplePanel } from '../../../people/people_context';
import { useRefine } from '../refine/refine_context';
import { useHeight } from './picture_room';
import classes from './pictures.module.css';
import { nextMark } from './sankey_keys';
import { layoutSankey, ribbon, type PlacedLink, type PlacedNode, type SankeySize } from './sankey_layout';
import { columnTitle, linkTitle, nodeColour, nodeName, unitWords } from './sankey_words';
import { fitted } from './text_fit';
import { Tip, useTip } from './tip';
import { useWidth } from './use_width';

interface SankeyProps {
  document: PathsDocument;
  result: PathsResult;
  goal: string | null;
  onStartHere: (label: string) => void;
}

const margin = { left: 16, top: 44, right: 8, bottom: 18 };
const nodeWidth = 12;
const size: Omit<SankeySize, 'width' | 'height'> = {
  nodeWidth,
  columnUsual: 146,
  columnMin: 104,
  labelHeight: 38,
  gap: 16,
  nodeMin: 2,
};

/** On a phone the picture scrolls sideways, which its edges show, and is not taller than what is left of the screen. */
const narrow = 600;

const linkKey = (link: PathLink) => `${link.from}>${link.to}`;

/** Where customers go: a column a step, a ribbon for those who go from one to the next. */
export function Sankey({ document, result, goal, onStartHere }: SankeyProps) {
  const { ref, width } = useWidth<HTMLDivElement>();
  const colour = useChannelColour();
  const refine = useRefine();
  const panel = usePeoplePanel();
  const tip = useTip();
  const svg = useRef<SVGSVGElement>(null);
  const room = width - margin.left - margin.right;
  const height = useHeight(width < narrow ? 400 : 560, margin.top + margin.bottom, 220);
  const picture = useMemo(
    () => layoutSankey(result.nodes, result.links, { ...size, width: room, height }),
    [result, room, height],
  );
  const [current, setCurrent] = useState<string | null>(null);
  const inks = (node: PlacedNode) => nodeColour(node.node, goal, colour);
  const words = unitWords(document);
  const active = tip.tip?.key ?? null;
  const touches = (link: PlacedLink) =>
    active === linkKey(link.link) || active === link.link.from || active === link.link.to;
  const marks = [...picture.nodes.map((node) => node.node.id), ...picture.links.map((l) => linkKey(l.link))];
  const focusable = current !== null && marks.includes(current) ? current : marks[0];
  const refOf = (key: string) =>
    picture.nodes.find((each) => each.node.id === key)?.node.ref ??
    picture.links.find((each) => linkKey(each.link) === key)?.link.ref;
  const open = (key: string, event: KeyboardEvent | MouseEvent) => {
    const ref = refOf(key);
    tip.hide();
    if (ref !== undefined) refine.open(ref, event);
  };
  const chosen = (ref: string) => refine.selected === ref || undefined;
  const opacity = (link: PlacedLink) => {
    if (chosen(link.link.ref)) return 0.6;
    if (active === null) return 0.2;
    return touches(link) ? 0.5 : 0.1;
  };
  const showAt = (key: string, x: number, y: number) => tip.show({ key, x, y });
  const onKeyDown = (event: KeyboardEvent, key: string) => {
    const node = picture.nodes.find((each) => each.node.id === key);
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      open(key, event);
    } else if (event.key === 'Escape') {
      tip.hide();
    } else if (event.key.toLowerCase() === 's' && node?.node.role === 'event') {
      onStartHere(node.node.label);
    } else {
      const next = nextMark(picture, key, event.key);
      if (next === null) return;
      event.preventDefault();
      setCurrent(next);
      svg.current?.querySelector<SVGElement>(`[data-mark="${CSS.escape(next)}"]`)?.focus();
    }
  };
  const mark = (key: string, x: number, y: number, label: string) => ({
    className: classes.mark,
    role: 'button',
    'aria-label': label,
    'data-mark': key,
    tabIndex: key === focusable ? 0 : -1,
    onPointerEnter: () => showAt(key, x, y),
    onPointerLeave: tip.leave,
    onFocus: () => {
      setCurrent(key);
      showAt(key, x, y);
    },
    onBlur: tip.leave,
    onKeyDown: (event: KeyboardEvent) => onKeyDown(event, key),
    onClick: (event: MouseEvent) => open(key, event),
    'aria-haspopup': 'menu' as const,
    'data-chosen': chosen(refOf(key) ?? ''),
  });
  const tipped = active === null ? null : describe(active);
  function describe(key: string) {
    const node = picture.nodes.find((each) => each.node.id === key);
    const link = picture.links.find((each) => linkKey(each.link) === key);
    if (node) {
      const { share: part } = node.node;
      return {
        title: nodeName(node.node),
        lines: [`${words(node.node.value)} · ${share(part.share)} of all`, interval95(part.low, part.high)],
        label: node.node.role === 'event' ? node.node.label : null,
      };
    }
    if (!link) return null;
    const { share: part, times, value } = link.link;
    return {
      title: linkTitle(link),
      lines: [
        `${words(value)} · ${share(part.share)} of ${nodeName(link.source.node)}`,
        interval95(part.low, part.high),
        times.median_s === null || link.target.node.role === 'exit'
          ? ''
          : `half within ${duration(times.median_s)} (${duration(times.q1_s)} – ${duration(times.q3_s)})`,
      ],
      label: link.target.node.role === 'event' ? link.target.node.label : null,
    };
  }
  function people(key: string) {
    const link = picture.links.find((each) => linkKey(each.link) === key);
    const node = picture.nodes.find((each) => each.node.id === key)?.node;
    if (node) panel.open(document, node.ref, nodeName(node));
    else if (link) panel.open(document, link.link.ref, linkTitle(link));
  }
  const labelRoom = picture.columnWidth - nodeWidth - 14;
  const whole = {
    width: picture.width + margin.left + margin.right,
    height: picture.height + margin.top + margin.bottom,
  };
  return (
    <div ref={ref} className={classes.scroll}>
      <svg
        ref={svg}
        className={classes.picture}
        width={whole.width}
        height={whole.height}
        role="group"
        aria-label="Paths. Arrow keys move along them, enter offers what can be asked on, s starts there."
        data-picture
      >
        <g transform={`translate(${margin.left} ${margin.top})`}>
          {picture.columns.map((column) => (
            <text key={column.step} className={`${classes.quiet} ${classes.small}`} x={column.x} y={-18}>
              {columnTitle(column.step, document, result)}
            </text>
          ))}
          {picture.links.map((link) => (
            <path
              key={linkKey(link.link)}
              d={ribbon(link, nodeWidth)}
              fill={inks(link.target)}
              {...mark(
                linkKey(link.link),
                margin.left + (link.source.x + nodeWidth + link.target.x) / 2 - 60,
                margin.top + (link.y0 + link.height0 / 2 + link.y1 + link.height1 / 2) / 2 + 10,
                `${linkTitle(link)}: ${words(link.link.value)}, ${share(link.link.share.share)}`,
              )}
              className={`${classes.mark} ${classes.ribbon}`}
              fillOpacity={opacity(link)}
            />
          ))}
          {picture.nodes.map((node) => (
            <rect
              key={node.node.id}
              x={node.x}
              y={node.y}
              width={nodeWidth}
              height={node.height}
              rx={Math.min(2, node.height / 2)}
              fill={inks(node)}
              {...mark(
                node.node.id,
                margin.left + node.x + nodeWidth + 6,
                margin.top + node.y + Math.min(node.height, 60) + 8,
                `${nodeName(node.node)}: ${words(node.node.value)}, ${share(node.node.share.share)}`,
              )}
            />
          ))}
          {picture.nodes.map((node) => {
            const y = node.y + Math.max(11, Math.min(node.height / 2, 60));
            const name = nodeName(node.node);
            return (
              <g key={node.node.id} pointerEvents="none" aria-hidden>
                <text className={classes.over} x={node.x + nodeWidth + 7} y={y}>
                  {fitted(name, labelRoom, 13)}
                </text>
                <text
                  className={`${classes.quiet} ${classes.small} ${classes.over}`}
                  x={node.x + nodeWidth + 7}
                  y={y + 14}
                >
                  {count(node.node.value)} · {share(node.node.share.share)}
                </text>
              </g>
            );
          })}
        </g>
      </svg>
      {tip.tip && tipped && (
        <Tip
          at={tip.tip}
          width={Math.max(whole.width, width)}
          tip={tip}
          title={tipped.title}
          lines={tipped.lines.filter((line) => line !== '')}
          actions={[
            { label: 'People', run: () => people(tip.tip?.key ?? '') },
            ...(tipped.label === null
              ? []
              : [{ label: 'Start here', run: () => onStartHere(tipped.label as string) }]),
          ]}
        />
      )}
    </div>
  );
}

function interval95(low: number | null, high: number | null): string {
  const text = interval(low, high);
  return text === '' ? '' : `95 % interval ${text}`;
}
