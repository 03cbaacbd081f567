import { freshFolder, program, startServer, wend } from './server';

/** Starts the sample company once for all real specs; the answer stops it. */
export default async function globalSetup(): Promise<(() => Promise<void>) | undefined> {
  if (program === '') return undefined;
  const data = freshFolder();
  wend('demo', '--data', data);
  const { url, link, stop } = await startServer(data);
  process.env.WEND_E2E_COMPANY = JSON.stringify({ url, link, data });
  return stop;
}
