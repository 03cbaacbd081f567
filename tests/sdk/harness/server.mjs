// Starts the program under test over a folder of its own, and ends it.
import { execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const root = resolve(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '../../..')
const program = resolve(process.env.WEND_PROGRAM ?? join(root, 'build/release/wend'))
const readyMs = 30_000
const stopMs = 10_000

// Runs a command of the program to its end; what it prints is JSON.
function wend(...args) {
  return JSON.parse(execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }))
}

function readyLine(child) {
  return new Promise((found, reject) => {
    let said = ''
    const timer = setTimeout(() => {
      child.kill('SIGKILL')
      reject(new Error(`The server was not ready after ${readyMs} ms. It said: ${said}`))
    }, readyMs)
    child.stderr.on('data', (part) => (said += part))
    child.stdout.on('data', (part) => {
      said += part
      const link = /Wend is ready: (\S+)\n/.exec(said)?.[1]
      if (!link) return
      clearTimeout(timer)
      found(link)
    })
    child.once('exit', (code) => {
      clearTimeout(timer)
      reject(new Error(`The server ended with ${code}. It said: ${said}`))
    })
  })
}

function ended(child) {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve()
  return new Promise((done, reject) => {
    const timer = setTimeout(() => {
      child.kill('SIGKILL')
      reject(new Error(`The server did not stop within ${stopMs} ms.`))
    }, stopMs)
    child.once('exit', () => {
      clearTimeout(timer)
      done()
    })
    child.kill('SIGTERM')
  })
}

function serve(data, port) {
  const pages = join(root, 'web/dist')
  return spawn(program, ['serve', '--data', data, '--port', port, ...(existsSync(pages) ? ['--pages', pages] : [])], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

// A server with one source. `key` writes to it and `token` reads everything.
export async function startServer() {
  if (!existsSync(program)) throw new Error(`${program} is not there. Build it, or name another one in WEND_PROGRAM.`)
  const data = mkdtempSync(join(tmpdir(), 'wend-sdk-'))
  let child = serve(data, '0')
  const url = new URL(await readyLine(child)).origin
  const { port } = new URL(url)
  const newKey = (source) => wend('key', 'create', '--data', data, '--source', source).write_key
  return {
    url,
    port: Number(port),
    key: newKey('shop'),
    token: wend('user', 'token', '--data', data, '--scopes', 'read').token,
    newKey,
    // Goes away and comes back at the same address over the same folder; `meanwhile` runs in between.
    restart: async (meanwhile = async () => {}) => {
      await ended(child)
      await meanwhile()
      child = serve(data, port)
      await readyLine(child)
    },
    stop: async () => {
      await ended(child)
      rmSync(data, { recursive: true, force: true })
    },
  }
}
