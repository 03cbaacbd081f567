import { useQuery } from '@tanstack/react-query';
import { get, request } from './client';

export type SqlCell = string | number | boolean | null | SqlCell[] | { [name: string]: SqlCell };

export interface SqlColumn {
  name: string;
  type: string;
}

export interface SqlAnswer {
  columns: SqlColumn[];
  rows: SqlCell[][];
  row_count: number;
  /** There were more: by their number, or by their length. */
  cut_by: 'rows' | 'bytes' | null;
  took_ms: number;
}

export interface SqlTable {
  name: string;
  description: string;
  columns: { name: string; type: string; description: string }[];
}

export interface SqlSchema {
  tables: SqlTable[];
  examples: { title: string; sql: string }[];
  limits: { rows: number; rows_max: number; time_s: number; time_s_max: number; memory_mib: number };
}

export function useSqlSchema() {
  return useQuery({ queryKey: ['sql', 'schema'], staleTime: Infinity, queryFn: () => get<SqlSchema>('sql/schema') });
}

export async function runSql(sql: string, rows: number | undefined, signal: AbortSignal): Promise<SqlAnswer> {
  return (await request<SqlAnswer>('POST', 'sql', { body: { sql, ...(rows ? { rows } : {}) }, signal })).body;
}
