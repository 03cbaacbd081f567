/** Tables as spreadsheets put them on the clipboard: tabs between fields, quotes around what holds a tab, a break or a quote. */

export function tableText(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => row.map(fieldText).join('\t')).join('\n');
}

function fieldText(field: string): string {
  return /["\t\n\r]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}

const rowsMax = 2_000;
const columnsMax = 1_000;

/** Reads what a spreadsheet copied; a single field without quotes is one too. */
export function readTable(text: string): string[][] {
  const source = text.replace(/\r\n?/g, '\n').replace(/\n$/, '');
  const rows: string[][] = [[]];
  let at = 0;
  while (at <= source.length && rows.length <= rowsMax) {
    const { field, next } = readField(source, at);
    const row = rows[rows.length - 1] as string[];
    if (row.length < columnsMax) row.push(field);
    if (next >= source.length) break;
    if (source[next] === '\n') rows.push([]);
    at = next + 1;
  }
  return rows.slice(0, rowsMax);
}

function readField(source: string, at: number): { field: string; next: number } {
  if (source[at] === '"') {
    let field = '';
    let from = at + 1;
    for (;;) {
      const quote = source.indexOf('"', from);
      if (quote < 0) break;
      field += source.slice(from, quote);
      if (source[quote + 1] !== '"') {
        // A quote that closes before anything but an end was no quote of a spreadsheet.
        const next = quote + 1;
        if (next >= source.length || source[next] === '\t' || source[next] === '\n') return { field, next };
        break;
      }
      field += '"';
      from = quote + 2;
    }
  }
  const end = /[\t\n]/.exec(source.slice(at));
  const next = end ? at + end.index : source.length;
  return { field: source.slice(at, next), next };
}
