import { Fragment, type ReactNode } from 'react';
import language from '../../../../../docs/query-language.md?raw';
import type { ExploreKind } from '../ask/kinds';
import classes from './definition.module.css';
import { blocksOf, sectionOf } from './sections';

/** What docs/query-language.md says about a kind, word for word. */
export default function DefinitionText({ kind }: { kind: ExploreKind }) {
  return (
    <div className={classes.definition}>
      {blocksOf(sectionOf(language, kind)).map((block, at) => {
        if (block.form === 'head') return <h3 key={at}>{inline(block.text)}</h3>;
        if (block.form === 'text') return <p key={at}>{inline(block.text)}</p>;
        if (block.form === 'list') {
          return (
            <ul key={at}>
              {block.items.map((item, index) => (
                <li key={index}>{inline(item)}</li>
              ))}
            </ul>
          );
        }
        return (
          <div key={at} className={classes.scroll} tabIndex={0} role="region" aria-label="Table">
            <table>
              <thead>
                <tr>
                  {block.head.map((cell, index) => (
                    <th key={index}>{inline(cell)}</th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {block.rows.map((row, index) => (
                  <tr key={index}>
                    {row.map((cell, column) => (
                      <td key={column}>{inline(cell)}</td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        );
      })}
    </div>
  );
}

/** Code, bold words, and links as their words. */
function inline(text: string): ReactNode[] {
  return text.split(/(`[^`]+`|\*\*[^*]+\*\*|\[[^\]]+\]\([^)]+\))/).map((part, at) => {
    if (part.startsWith('`')) return <code key={at}>{part.slice(1, -1)}</code>;
    if (part.startsWith('**')) return <b key={at}>{part.slice(2, -2)}</b>;
    const link = /^\[([^\]]+)\]\(/.exec(part)?.[1];
    return <Fragment key={at}>{link ?? part}</Fragment>;
  });
}
