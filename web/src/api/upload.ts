import { apiPath, currentCsrfToken } from './client';
import { Problem, unreachable } from './problem';
import type { Upload } from './types';

/**
 * Sends a file to be imported. By XMLHttpRequest, because fetch tells nothing about how much of a
 * body has been sent.
 */
export function uploadFile(
  file: File,
  onProgress: (share: number) => void,
  signal?: AbortSignal,
): Promise<Upload> {
  return new Promise((resolve, reject) => {
    const call = new XMLHttpRequest();
    call.open('PUT', apiPath('uploads', { name: file.name }));
    call.setRequestHeader('Content-Type', 'application/octet-stream');
    call.setRequestHeader('X-CSRF-Token', currentCsrfToken());
    call.upload.onprogress = (event) => {
      if (event.lengthComputable) onProgress(event.loaded / event.total);
    };
    call.onerror = () => reject(unreachable());
    call.onabort = () => reject(new DOMException('The upload was stopped.', 'AbortError'));
    call.onload = () => {
      const body = parsed(call.responseText);
      if (call.status >= 200 && call.status < 300 && body) resolve(body as unknown as Upload);
      else reject(new Problem(body ?? {}, call.status));
    };
    signal?.addEventListener('abort', () => call.abort());
    call.send(file);
  });
}

function parsed(text: string): Record<string, unknown> | null {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return null;
  }
}
