export type Block =
  | { form: 'text'; text: string }
  | { form: 'head'; text: string }
  | { form: 'list'; items: string[] }
  | { form: 'table'; head: string[]; rows: string[][] };

/** What stands under the heading of a kind, up to the next heading as high. */
export function sectionOf(document: string, kind: string): string {
  const lines = document.split('\n');
  const from = lines.findIndex((line) => line.startsWith(`### \`${kind}\``));
  if (from < 0) return '';
  const length = lines.slice(from + 1).findIndex((line) => /^##?#? /.test(line));
  return lines.slice(from + 1, length < 0 ? undefined : from + 1 + length).join('\n');
}

const cells = (line: string): string[] =>
  line
    .trim()
    .replace(/^\||\|$/g, '')
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim().replaceAll('\\|', '|'));

/** The few forms of Markdown in which the query language is described. */
export function blocksOf(section: string): Block[] {
  const blocks: Block[] = [];
  let open = false;
  for (const line of section.split('\n')) {
    const last = blocks.at(-1);
    if (line.trim() === '') {
      open = false;
    } else if (line.startsWith('#### ')) {
      blocks.push({ form: 'head', text: line.slice(5) });
      open = false;
    } else if (line.startsWith('|')) {
      if (open && last?.form === 'table') {
        if (!/^\|[-| :]+\|$/.test(line)) last.rows.push(cells(line));
      } else {
        blocks.push({ form: 'table', head: cells(line), rows: [] });
        open = true;
      }
    } else if (line.startsWith('- ')) {
      if (open && last?.form === 'list') last.items.push(line.slice(2));
      else blocks.push({ form: 'list', items: [line.slice(2)] });
      open = true;
    } else if (open && last?.form === 'text') {
      last.text += ` ${line}`;
    } else {
      blocks.push({ form: 'text', text: line });
      open = true;
    }
  }
  return blocks;
}
