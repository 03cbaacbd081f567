import { Button } from '@mantine/core';
import { useEffect, useState } from 'react';
import classes from './copy.module.css';

const shownMs = 2_000;

/** The clipboard needs https or localhost; elsewhere the old way through a selection works. */
async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = document.createElement('textarea');
    field.value = text;
    field.className = classes.offscreen ?? '';
    // Inside an open dialog, as focus cannot leave it.
    (document.activeElement?.parentElement ?? document.body).append(field);
    field.select();
    const done = document.execCommand('copy');
    field.remove();
    return done;
  }
}

interface CopyButtonProps {
  text: string;
  /** What is copied, for readers who do not see where the button stands. */
  what: string;
  onCopied?: () => void;
}

export function CopyButton({ text, what, onCopied }: CopyButtonProps) {
  const [said, setSaid] = useState<'copied' | 'failed' | null>(null);
  useEffect(() => {
    if (said === null) return;
    const timer = setTimeout(() => setSaid(null), shownMs);
    return () => clearTimeout(timer);
  }, [said]);
  const copy = async () => {
    const done = await copyText(text);
    setSaid(done ? 'copied' : 'failed');
    if (done) onCopied?.();
  };
  const label = said === 'copied' ? 'Copied' : said === 'failed' ? 'Not copied' : 'Copy';
  return (
    <>
      <Button onClick={() => void copy()} aria-label={`Copy ${what}`} className={classes.button}>
        {label}
      </Button>
      <span role="status" className={classes.hidden}>
        {said === 'copied' ? `Copied ${what}` : said === 'failed' ? `${what} could not be copied` : ''}
      </span>
    </>
  );
}

interface CodeBlockProps {
  code: string;
  /** What it is: stands above it. */
  title: string;
  tall?: boolean;
  onCopied?: () => void;
}

/** Text to be pasted elsewhere, as it is. */
export function CodeBlock({ code, title, tall = false, onCopied }: CodeBlockProps) {
  return (
    <figure className={classes.block}>
      <figcaption className={classes.head}>
        <span>{title}</span>
        <CopyButton text={code} what={title} onCopied={onCopied} />
      </figcaption>
      <pre className={tall ? classes.tall : classes.code} tabIndex={0} role="group" aria-label={title}>
        <code>{code}</code>
      </pre>
    </figure>
  );
}
