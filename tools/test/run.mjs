// Runs the parts of the test suite one after another, counts what each says, and ends with "N passed, N failed".
import { spawn } from 'node:child_process'
import { mkdirSync, readFileSync, readdirSync, existsSync, rmSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { parts } from './parts.mjs'

const out = 'build/test-results'
const wanted = process.argv.slice(2)
if (wanted[0] === '--list') {
  for (const part of parts) console.log(`${part.name.padEnd(10)} ${part.what}${part.byName ? ' (only when named)' : ''}`)
  process.exit(0)
}
const unknown = wanted.filter((name) => !parts.some((part) => part.name === name))
if (unknown.length > 0) {
  console.error(`There is no part called ${unknown.join(', ')}. ./test --list names them.`)
  process.exit(2)
}

// Runs one command; answers its exit code and its output. Output is shown at once only when it fails.
export function run(command, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options })
    let output = ''
    child.stdout.on('data', (chunk) => (output += chunk))
    child.stderr.on('data', (chunk) => (output += chunk))
    child.on('error', (error) => resolve({ code: 127, output: String(error) }))
    child.on('close', (code, signal) => resolve({ code: code ?? 1, output: signal ? `${output}\nended by ${signal}` : output }))
  })
}

// Runs tasks side by side, at most as many as there are cores.
export async function together(tasks, width = availableParallelism()) {
  const results = new Array(tasks.length)
  let next = 0
  await Promise.all(
    Array.from({ length: Math.min(width, tasks.length) }, async () => {
      while (next < tasks.length) {
        const mine = next++
        results[mine] = await tasks[mine]()
      }
    }),
  )
  return results
}

// A part that another one needs runs too, though it was not named.
const chosen = new Set(wanted.flatMap((name) => [name, ...(parts.find((part) => part.name === name).needs ?? [])]))
const total = { passed: 0, failed: 0, skipped: 0 }
const tools = { run, together, out, existsSync, readFileSync, readdirSync }
rmSync(out, { recursive: true, force: true })
mkdirSync(out, { recursive: true })
for (const part of parts) {
  if (chosen.size > 0 ? !chosen.has(part.name) : part.byName) continue
  const began = Date.now()
  process.stderr.write(`${part.name}: ${part.what} …\n`)
  let result
  try {
    result = await part.run(tools)
  } catch (error) {
    result = { passed: 0, failed: 1, text: error.stack }
  }
  if (!result.passed && !result.failed) result = { failed: 1, text: `${part.name}: nothing ran` }
  const { passed = 0, failed = 0, skipped = 0, text = '', notes = [] } = result
  total.passed += passed
  total.failed += failed
  total.skipped += skipped
  for (const note of notes) console.log(`  ${note}`)
  if (failed > 0) console.log(text.split('\n').slice(-400).join('\n'))
  const seconds = ((Date.now() - began) / 1000).toFixed(0)
  console.log(`${part.name}: ${passed} ok, ${failed} not ok${skipped > 0 ? `, ${skipped} left out` : ''} (${seconds} s)`)
  // Without a program to test, what follows would only repeat the failure.
  if (failed > 0 && part.name === 'build') break
}
console.log(`${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ''}`)
process.exit(total.failed > 0 || total.passed === 0 ? 1 : 0)
