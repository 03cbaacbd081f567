import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** The program under test; the real specs run only where it is named. */
export const program = process.env.WEND_PROGRAM ? resolve(process.env.WEND_PROGRAM) : '';
const pages = resolve(import.meta.dirname, '../../dist');
const readyMs = 30_000;
const stopMs = 10_000;

export interface Server {
  url: string;
  /** The one-time link of the first start; signs in once. */
  link: string;
  data: string;
  stop: () => Promise<void>;
  /** Ends it and starts it anew at the same address over the same folder. */
  again: () => Promise<Server>;
}

export function freshFolder(): string {
  return mkdtempSync(join(tmpdir(), 'wend-e2e-'));
}

/** Runs a command of the program to its end and answers with what it printed. */
export function wend(...args: string[]): string {
  return execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 1 << 26 });
}

/** A file of the real data, or null where there is none. */
export function realData(name: string): string | null {
  const folders = [process.env.WEND_TEST_DATA, resolve(import.meta.dirname, '../../../../shared/data')];
  const found = folders.filter((folder) => folder !== undefined).map((folder) => join(folder, name));
  return found.find((path) => existsSync(path)) ?? null;
}

export async function startServer(data: string, port = '0'): Promise<Server> {
  const child = spawn(program, ['serve', '--data', data, '--port', port, '--pages', pages], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const link = await readyLine(child);
  return {
    url: new URL(link).origin,
    link,
    data,
    stop: async () => {
      await ended(child);
      rmSync(data, { recursive: true, force: true });
    },
    again: async () => {
      await ended(child);
      return startServer(data, new URL(link).port);
    },
  };
}

function readyLine(child: ChildProcess): Promise<string> {
  return new Promise((found, reject) => {
    let said = '';
    const fail = (why: string) => reject(new Error(`The server ${why}. It said: ${said}`));
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      fail(`was not ready after ${readyMs} ms`);
    }, readyMs);
    child.stderr?.on('data', (part: Buffer) => (said += part.toString()));
    child.stdout?.on('data', (part: Buffer) => {
      said += part.toString();
      const link = /Wend is ready: (\S+)\n/.exec(said)?.[1];
      if (!link) return;
      clearTimeout(timer);
      found(link);
    });
    child.once('exit', (code) => {
      clearTimeout(timer);
      fail(`ended with ${code}`);
    });
  });
}

/** Ends the child and waits for it; one that does not end by itself is a failure, but gone. */
function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((done, reject) => {
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`The server did not stop within ${stopMs} ms.`));
    }, stopMs);
    child.once('exit', () => {
      clearTimeout(timer);
      done();
    });
    child.kill('SIGTERM');
  });
}

/** Another one-time link for a data folder, asked for while its server runs. */
export function anotherLink(data: string): string {
  const said = wend('user', 'link', '--data', data);
  const link = /https?:\/\/[^\s"]+/.exec(said)?.[0];
  if (!link) throw new Error(`"wend user link" printed no address: ${said}`);
  return link;
}

/** A key to send events with, of a source that is made when it is missing. */
export function writeKey(data: string, source: string): string {
  return (JSON.parse(wend('key', 'create', '--data', data, '--source', source)) as { write_key: string }).write_key;
}
