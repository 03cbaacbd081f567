import { createContext, useContext } from 'react';
import { Problem } from '../../../api';

/** The problem of the last answer, for the words of the sentence. */
export const AskProblem = createContext<Problem | null>(null);

/** "steps[1].match.event" is about "steps", and about "steps[1]", but not about "step". */
export function concerns(problemField: string | null, field: string): boolean {
  if (problemField === null || field === '') return false;
  // Servers may name the whole document first.
  const name = problemField.replace(/^(\$|query|document)\./, '');
  return name === field || name.startsWith(`${field}.`) || name.startsWith(`${field}[`);
}

export function useFieldProblem(field: string): string | undefined {
  const problem = useContext(AskProblem);
  return problem && concerns(problem.field, field) ? problem.message : undefined;
}
