import type { Mapping, Upload } from '../../api';

/** What this browser remembers of a file on its way in, so that a reload loses no choice. */
export interface StoredUpload {
  name: string;
  mapping: Mapping;
}

const prefix = 'wend.upload.';
const most = 20;

export function rememberUpload(upload: Upload, name: string): void {
  const old = Object.keys(localStorage).filter((key) => key.startsWith(prefix));
  for (const key of old.slice(0, Math.max(0, old.length - most))) localStorage.removeItem(key);
  storeUpload(upload.upload, { name, mapping: upload.guess });
}

export function storeUpload(id: string, stored: StoredUpload): void {
  try {
    localStorage.setItem(prefix + id, JSON.stringify(stored));
  } catch {
    // Without storage only a reload of the mapping step is lost.
  }
}

export function storedUpload(id: string): StoredUpload | null {
  try {
    return JSON.parse(localStorage.getItem(prefix + id) ?? 'null') as StoredUpload | null;
  } catch {
    return null;
  }
}

export function forgetUpload(id: string): void {
  localStorage.removeItem(prefix + id);
}
