import type { ReactNode } from 'react';
import { isAddress } from '../engine/values';

const marks = /\*\*([^*\n]+)\*\*|\*([^*\n]+)\*|\[([^\]\n]+)\]\(([^)\s]+)\)/g;

/** `**bold**`, `*italic*` and `[links](https://…)`; anything else is shown as it is written, HTML too. */
export function richWords(text: string): ReactNode[] {
  const out: ReactNode[] = [];
  let from = 0;
  for (const match of text.matchAll(marks)) {
    const [all, bold, italic, label, address] = match;
    if (match.index > from) out.push(text.slice(from, match.index));
    if (bold !== undefined) out.push(<b key={match.index}>{bold}</b>);
    else if (italic !== undefined) out.push(<i key={match.index}>{italic}</i>);
    else if (address !== undefined && isAddress(address)) {
      out.push(
        <a key={match.index} href={address} target="_blank" rel="noopener noreferrer nofollow">
          {label}
        </a>,
      );
    } else out.push(all);
    from = match.index + all.length;
  }
  if (from < text.length) out.push(text.slice(from));
  return out;
}

/** Paragraphs and `- lists`. */
export function RichText({ text }: { text: string }) {
  const blocks: ReactNode[] = [];
  let points: string[] = [];
  const flush = () => {
    if (points.length > 0) {
      blocks.push(
        <ul key={blocks.length}>
          {points.map((point, at) => (
            <li key={at}>{richWords(point)}</li>
          ))}
        </ul>,
      );
    }
    points = [];
  };
  for (const line of text.split('\n')) {
    if (line.startsWith('- ')) points.push(line.slice(2));
    else {
      flush();
      blocks.push(<p key={blocks.length}>{richWords(line)}</p>);
    }
  }
  flush();
  return <>{blocks}</>;
}
