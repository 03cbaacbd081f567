import type { ProblemBody } from './types';

/** An answer of the server that is not the one asked for, or no answer at all (`status` 0). */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly field: string | null;
  readonly hint: string | null;
  /** Everything the server sent, for codes that carry more (`mine` and `theirs` of a conflict). */
  readonly body: Record<string, unknown>;

  constructor(body: Partial<ProblemBody> & Record<string, unknown>, status: number) {
    super(body.detail || body.title || 'The server answered in a way that was not expected.');
    this.name = 'Problem';
    this.status = body.status ?? status;
    this.code = body.code ?? 'internal';
    this.title = body.title ?? 'Something went wrong';
    this.field = body.field ?? null;
    this.hint = body.hint ?? null;
    this.body = body;
  }

  /** Whether the same request can succeed later without being changed. */
  get retryable(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

export function unreachable(): Problem {
  return new Problem(
    {
      code: 'unreachable',
      title: 'The server did not answer',
      detail: 'Wend could not be reached.',
      hint: 'Check that it is running and that you are connected, then try again.',
    },
    0,
  );
}

/** Reads the problem out of a response; text and HTML from something in between become one too. */
export async function problemFrom(response: Response): Promise<Problem> {
  const text = await response.text().catch(() => '');
  try {
    const body: unknown = JSON.parse(text);
    if (body !== null && typeof body === 'object') {
      return new Problem(body as Record<string, unknown>, response.status);
    }
  } catch {
    // Not JSON: said below in our own words.
  }
  return new Problem(
    { title: 'Unexpected answer', detail: `The server answered with status ${response.status}.` },
    response.status,
  );
}

export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const detail = error instanceof Error ? error.message : String(error);
  return new Problem({ code: 'internal', title: 'Something went wrong', detail }, 0);
}
