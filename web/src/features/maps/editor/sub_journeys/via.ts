import { crumbsMax } from './hierarchy';

const ids = /^map_[0-9A-Za-z_-]{1,60}$/;

/** The maps one came through, from the outermost, as the address says them. */
export function viaText(via: readonly string[]): string | undefined {
  return via.length === 0 ? undefined : via.slice(-crumbsMax).join('.');
}

export function viaFrom(text: unknown): string[] {
  return typeof text === 'string' ? text.split('.').filter((id) => ids.test(id)).slice(-crumbsMax) : [];
}
