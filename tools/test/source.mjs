// Checks of the source itself: its format, that includes only go down, and that the text is about the project.
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

async function filesOf({ run }, ...patterns) {
  const { output } = await run('git', ['ls-files', '--cached', '--others', '--exclude-standard', ...patterns])
  return output.split('\n').filter(Boolean)
}

export async function checkFormat(tools) {
  const files = await filesOf(tools, '*.cpp', '*.h')
  const { code, output } = await tools.run('clang-format-19', ['--dry-run', '--Werror', ...files])
  return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, text: output }
}

// The order of the folders as CMakeLists.txt lists them, and what each may include: itself and what it links, all the
// way down.
export function layersOf(cmake) {
  const allowed = new Map()
  for (const [, name, links] of cmake.matchAll(/^wend_folder\((\w+)(?: SMALL)?\s+LINK ([^)]*)\)/gm)) {
    const below = new Set([name])
    for (const link of links.split(/\s+/)) for (const inner of allowed.get(link) ?? []) below.add(inner)
    allowed.set(name, below)
  }
  return allowed
}

export function includesUpwards(allowed, path, text) {
  const folder = path.split('/')[1]
  const wrong = []
  for (const [, target] of text.matchAll(/^#include "(\w+)\//gm)) {
    if (allowed.has(target) && !allowed.get(folder)?.has(target)) wrong.push(`${path} includes ${target}/, which ${folder} may not`)
  }
  return wrong
}

export function checkLayers({ readdirSync }) {
  const allowed = layersOf(readFileSync('CMakeLists.txt', 'utf8'))
  const wrong = []
  for (const folder of readdirSync('src', { withFileTypes: true })) {
    if (!folder.isDirectory()) continue
    if (!allowed.has(folder.name)) wrong.push(`src/${folder.name} is not in CMakeLists.txt`)
    for (const file of readdirSync(`src/${folder.name}`, { recursive: true })) {
      if (!/\.(h|cpp)$/.test(file)) continue
      const path = `src/${folder.name}/${file}`
      wrong.push(...includesUpwards(allowed, path, readFileSync(path, 'utf8')))
    }
  }
  // The check must be able to fail.
  const planted = includesUpwards(allowed, 'src/base/planted.cpp', '#include "server/server.h"\n')
  if (planted.length !== 1) wrong.push('the check of the layers does not see an include that goes up')
  return { passed: wrong.length === 0 ? 1 : 0, failed: wrong.length === 0 ? 0 : 1, text: wrong.join('\n') }
}

// Lines that no reader of the project should meet: things left undone, and absolute paths of somebody's machine.
const unwanted = /\b(TODO|FIXME|XXX|HACK)\b|(^|[\s"'(=])\/(work|root|home)\/\w/
export function checkWords({ readdirSync, existsSync }) {
  const wrong = []
  const look = (path) => {
    readFileSync(path, 'utf8').split('\n').forEach((line, index) => {
      if (unwanted.test(line)) wrong.push(`${path}:${index + 1}: ${line.trim().slice(0, 100)}`)
    })
  }
  for (const folder of ['src', 'web/src', 'web/e2e', 'bench', 'fuzz', 'docs']) {
    if (!existsSync(folder)) continue
    for (const file of readdirSync(folder, { recursive: true })) {
      if (/\.(h|cpp|ts|tsx|mjs|css|md)$/.test(file) && !file.includes('node_modules')) look(`${folder}/${file}`)
    }
  }
  return { passed: wrong.length === 0 ? 1 : 0, failed: wrong.length === 0 ? 0 : 1, text: wrong.join('\n') }
}

// Links between the documents of the project must lead somewhere.
export function checkLinks({ readdirSync, existsSync }) {
  const wrong = []
  const documents = [...readdirSync('.'), ...readdirSync('docs', { recursive: true }).map((file) => `docs/${file}`), 'src/README.md', 'web/README.md']
  for (const path of documents) {
    if (!path.endsWith('.md') || !existsSync(path)) continue
    for (const [, target] of readFileSync(path, 'utf8').matchAll(/\]\(([^)#:]+)(#[^)]*)?\)/g)) {
      if (!existsSync(join(dirname(path), target))) wrong.push(`${path} links to ${target}, which is not there`)
    }
  }
  return { passed: wrong.length === 0 ? 1 : 0, failed: wrong.length === 0 ? 0 : 1, text: wrong.join('\n') }
}
