import { limits } from '../../engine/values';

export const pictureTypes = ['image/png', 'image/jpeg', 'image/gif', 'image/webp'] as const;
export const pictureBytesMax = 5 * 1024 * 1024;
/** So many at once; more would be a folder and not a moment of a journey. */
export const picturesAtOnce = 20;

interface Given {
  name: string;
  type: string;
  size: number;
}

/** Why a file cannot be a picture of the map, in words; null: it may be one, the server looks at its bytes. */
export function wrongWith({ name, type, size }: Given): string | null {
  const called = name === '' ? 'The picture' : `“${name.slice(0, 80)}”`;
  if (!pictureTypes.some((one) => one === type)) return `${called} is no PNG, JPEG, GIF or WebP file.`;
  if (size > pictureBytesMax) return `${called} has ${(size / 1024 / 1024).toFixed(1)} MiB, and a picture may have 5. Make it smaller.`;
  return null;
}

/** What is said under a picture to begin with: its file's name, unless a clipboard made it up. */
export function captionOf(name: string): string {
  const base = name.replace(/\.[A-Za-z0-9]{1,5}$/, '').replace(/[_\s]+/g, ' ').trim();
  return /^image$/i.test(base) ? '' : base.slice(0, limits.lineBytes);
}

/** The files of a paste or drop, where there are any. */
export function filesOf(data: DataTransfer | null): File[] {
  return data ? [...data.files] : [];
}
