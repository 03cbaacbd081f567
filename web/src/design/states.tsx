import { Button, Skeleton } from '@mantine/core';
import type { ReactNode } from 'react';
import { asProblem } from '../api/problem';
import classes from './states.module.css';

interface EmptyStateProps {
  icon?: ReactNode;
  title: string;
  /** When it is the whole page, its sentence is the page's heading. */
  page?: boolean;
  children?: ReactNode;
  /** The next step: usually a button. */
  action?: ReactNode;
}

export function EmptyState({ icon, title, page = false, children, action }: EmptyStateProps) {
  const Title = page ? 'h1' : 'p';
  return (
    <div className={classes.state}>
      {icon !== undefined && <div className={classes.icon}>{icon}</div>}
      <Title className={classes.title}>{title}</Title>
      {children !== undefined && <div className={classes.text}>{children}</div>}
      {action !== undefined && <div className={classes.action}>{action}</div>}
    </div>
  );
}

interface ErrorStateProps {
  error: unknown;
  onRetry?: () => void;
  action?: ReactNode;
}

/** A failure in plain words: what, where, what to do, and the way out. */
export function ErrorState({ error, onRetry, action }: ErrorStateProps) {
  const problem = asProblem(error);
  return (
    <div className={classes.state} role="alert">
      <p className={classes.title}>{problem.title}</p>
      <div className={classes.text}>
        <p>{problem.message}</p>
        {problem.field !== null && (
          <p>
            In <code className={classes.field}>{problem.field}</code>
          </p>
        )}
        {problem.hint !== null && <p>{problem.hint}</p>}
      </div>
      {(onRetry || action) && (
        <div className={classes.action}>
          {onRetry && <Button onClick={onRetry}>Try again</Button>}
          {action}
        </div>
      )}
    </div>
  );
}

/** Rows on their way, as high as the rows that follow. */
export function RowsSkeleton({ rows = 6, height = 20 }: { rows?: number; height?: number }) {
  return (
    <div className={classes.rows} role="status" aria-label="Loading">
      {Array.from({ length: rows }, (_, row) => (
        <Skeleton key={row} height={height} width={`${92 - ((row * 17) % 38)}%`} />
      ))}
    </div>
  );
}

/** A picture on its way. */
export function PictureSkeleton({ height = 280 }: { height?: number | string }) {
  return (
    <div role="status" aria-label="Loading">
      <Skeleton height={height} />
    </div>
  );
}
