/** "birth_year" → "Birth year" */
export function traitName(name: string): string {
  const plain = name.replace(/[_.:]+/g, ' ').trim();
  return plain.charAt(0).toUpperCase() + plain.slice(1);
}

export function traitValue(value: unknown): string {
  if (value === null || value === undefined || value === '') return 'nothing';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
