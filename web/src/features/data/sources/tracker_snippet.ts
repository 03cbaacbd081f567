/** The lines that bring the browser tracker into a page. */
export function trackerSnippet(origin: string, key: string): string {
  return `<script async src="${origin}/w.js" data-key="${key}"></script>`;
}
