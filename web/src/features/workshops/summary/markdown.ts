import type { SummaryLine, WorkshopSummary } from '../../../api';

/** Text as it is, whatever signs of Markdown or HTML are in it, on one line. */
export function plain(text: string): string {
  return text
    .replaceAll(/\s+/g, ' ')
    .trim()
    .replaceAll(/[\\`*_{}[\]()#+\-.!|<>~&]/g, (sign) => (sign === '<' ? '&lt;' : sign === '&' ? '&amp;' : `\\${sign}`));
}

export function areaOf(summary: WorkshopSummary, kind: string, area: string): SummaryLine[] {
  return summary.plays.filter((play) => play.kind === kind).flatMap((play) => play.areas.filter(({ name }) => name === area).flatMap(({ lines }) => lines));
}

const number = (value: number) => (value > 0 ? `+${value}` : String(value).replace('-', '−'));

/** The page as a Markdown document. */
export function markdownOf(summary: WorkshopSummary, date: string): string {
  const out: string[] = [`# ${plain(summary.title)}`, '', `Workshop, ${date} · ${summary.people} ${summary.people === 1 ? 'person' : 'people'}, ${summary.notes} notes`, ''];
  const section = (title: string, lines: readonly string[]) => {
    if (lines.length > 0) out.push(`## ${title}`, '', ...lines, '');
  };
  const list = (lines: readonly SummaryLine[], more: (line: SummaryLine) => string = () => '') => lines.map((line) => `- ${plain(line.text)}${more(line)}`);
  section('Goal', [summary.goal, ...areaOf(summary, 'scope', 'goal').map(({ text }) => text)].filter(Boolean).map((text) => `- ${plain(text)}`));
  section('Scope', [...(summary.scope ? [`- ${plain(summary.scope)}`] : []), ...list(areaOf(summary, 'scope', 'inside')), ...list(areaOf(summary, 'scope', 'outside'), () => ' (not today)')]);
  if (summary.persona) section('Persona', [plain(summary.persona.title)]);
  section('Back-story', ['person', 'before', 'wants', 'worries'].flatMap((area) => list(areaOf(summary, 'back_story', area))));
  section('Pain points', list(areaOf(summary, 'pain_points', 'pain'), ({ step, votes }) => ` (${[step && plain(step), `${votes} ${votes === 1 ? 'vote' : 'votes'}`].filter(Boolean).join(', ')})`));
  const placed = summary.line.filter(({ median }) => median !== null);
  if (placed.length > 0) {
    section('Sentiment line', ['| Step | Median | Half of the people | People |', '|---|---|---|---|', ...placed.map(({ step, median, low, high, n }) => `| ${plain(step)} | ${number(median ?? 0)} | ${number(low ?? 0)} to ${number(high ?? 0)} | ${n} |`)]);
  }
  for (const play of summary.plays.filter(({ kind }) => kind === 'big_picture')) {
    for (const area of play.areas) section(area.title, list(area.lines));
  }
  const next = areaOf(summary, 'next_steps', 'action');
  if (next.length > 0) section('Next steps', ['| What | Who | By when |', '|---|---|---|', ...next.map(({ text, who, by }) => `| ${plain(text)} | ${plain(who)} | ${by} |`)]);
  return `${out.join('\n').trimEnd()}\n`;
}
