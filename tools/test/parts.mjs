// The parts of the test suite, in the order they run: cheap and telling ones first.
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { checkFormat, checkLayers, checkLinks, checkWords } from './source.mjs'
import { countGoogleTest, countNodeTest, countPlaywright, countVitest } from './count.mjs'

const build = 'build/release'
const jobs = process.env.WEND_JOBS ?? String(availableParallelism())

async function compile({ run }, preset, targets) {
  // Always configured: ./run may have done so before the test libraries were there.
  const configured = await run('cmake', ['--preset', preset])
  if (configured.code !== 0) return configured
  return run('cmake', ['--build', `build/${preset}`, '--parallel', jobs, '--target', ...targets])
}

// Every GoogleTest program of a build folder.
async function testPrograms(tools, folder, env = {}) {
  const programs = tools.readdirSync(join(folder, 'tests')).filter((name) => name.endsWith('_test'))
  return sum(
    await tools.together(
      programs.map((name) => async () => {
        const report = join(tools.out, `${name}.json`)
        const options = { env: { ...process.env, ...env } }
        const result = await tools.run(join(folder, 'tests', name), [`--gtest_output=json:${report}`, '--gtest_brief=1'], options)
        return countGoogleTest(name, report, result)
      }),
    ),
  )
}

// The same programs under a sanitizer, which ends a program at its first finding.
async function sanitized(tools, preset, env) {
  const compiled = await compile(tools, preset, ['all'])
  return compiled.code === 0 ? testPrograms(tools, `build/${preset}`, env) : asOne(compiled)
}

const asOne = ({ code, output }) => ({ passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, text: output })
const sum = (results) =>
  results.reduce(
    (all, one) => ({
      passed: all.passed + (one.passed ?? 0),
      failed: all.failed + (one.failed ?? 0),
      skipped: all.skipped + (one.skipped ?? 0),
      text: all.text + (one.failed > 0 ? `${one.text}\n` : ''),
      notes: [...all.notes, ...(one.notes ?? [])],
    }),
    { passed: 0, failed: 0, skipped: 0, text: '', notes: [] },
  )

export const parts = [
  {
    name: 'source',
    what: 'format, layers, links and words of the source',
    run: async (tools) => sum([await checkFormat(tools), checkLayers(tools), checkLinks(tools), checkWords(tools)]),
  },
  {
    name: 'build',
    what: 'the program and its tests',
    run: async (tools) => asOne(await compile(tools, 'release', ['all'])),
  },
  {
    name: 'native',
    what: 'unit, property, differential and scenario tests',
    needs: ['build'],
    run: (tools) => testPrograms(tools, build),
  },
  {
    name: 'web',
    what: 'types, unit tests and build of the web application',
    run: async (tools) => {
      const npm = (...args) => tools.run('npm', ['--prefix', 'web', ...args])
      const types = asOne(await npm('run', 'check'))
      const report = join(process.cwd(), tools.out, 'vitest.json')
      const unit = await npm('test', '--', '--reporter=json', `--outputFile=${report}`)
      return sum([types, countVitest(report, unit), asOne(await npm('run', 'build'))])
    },
  },
  {
    name: 'browser',
    what: 'the screens in Chromium against the real server, with axe',
    run: async (tools) => {
      const report = join(process.cwd(), tools.out, 'playwright.json')
      const result = await tools.run('npm', ['--prefix', 'web', 'run', 'e2e', '--', '--reporter=json'], {
        env: { ...process.env, PLAYWRIGHT_JSON_OUTPUT_NAME: report, WEND_PROGRAM: join(process.cwd(), build, 'wend') },
      })
      return countPlaywright(report, result)
    },
  },
  {
    name: 'sdk',
    what: 'the SDKs that people already use, against the real server',
    run: async (tools) => {
      const folder = 'tests/sdk'
      const report = join(process.cwd(), tools.out, 'sdk.jsonl')
      // Those with a browser take longest, so they begin first.
      const files = tools.readdirSync(folder).filter((name) => name.endsWith('.test.mjs'))
        .sort((a, b) => Number(b.includes('browser')) - Number(a.includes('browser')))
      const reporter = ['--test-reporter=./harness/json_lines.mjs', `--test-reporter-destination=${report}`]
      const result = await tools.run(process.execPath, ['--test', '--test-concurrency=5', ...reporter, ...files], {
        cwd: folder, env: { ...process.env, WEND_PROGRAM: join(process.cwd(), build, 'wend') },
      })
      const { lines = [], ...counted } = countNodeTest(report, result)
      const delays = lines.map((line) => Number(/^visible at most (\d+) ms/.exec(line.note)?.[1] ?? 0))
      return { ...counted, notes: [`events could be queried at most ${Math.max(0, ...delays)} ms after their answer`] }
    },
  },
  {
    name: 'fuzz',
    what: 'the parsers against hostile input, all side by side for 30 s',
    run: async (tools) => {
      const compiled = await compile(tools, 'fuzz', ['fuzz_targets'])
      if (compiled.code !== 0) return asOne(compiled)
      const programs = tools.readdirSync('build/fuzz').filter((name) => /^wend_fuzz_[a-z_]+$/.test(name))
      const seconds = process.env.WEND_FUZZ_SECONDS ?? '30'
      return sum(
        await tools.together(
          programs.map((name) => async () => {
            const result = await tools.run('fuzz/smoke', [seconds, name.replace('wend_fuzz_', '')])
            return { ...asOne(result), notes: [result.output.split('\n')[0]] }
          }),
          programs.length, // all at once: the seconds are of the clock, and the cores are shared
        ),
      )
    },
  },
  {
    name: 'address',
    what: 'the native tests with the address and undefined behaviour sanitizers',
    byName: true,
    run: (tools) =>
      sanitized(tools, 'asan', { ASAN_OPTIONS: 'detect_leaks=1', UBSAN_OPTIONS: 'halt_on_error=1:print_stacktrace=1' }),
  },
  {
    name: 'threads',
    what: 'the native tests with the thread sanitizer',
    byName: true,
    run: (tools) => sanitized(tools, 'tsan', { TSAN_OPTIONS: 'halt_on_error=1' }),
  },
  {
    name: 'tidy',
    what: 'clang-tidy over the sources',
    byName: true,
    run: async ({ run }) => {
      const configured = await run('cmake', ['--preset', 'tidy'])
      if (configured.code !== 0) return asOne(configured)
      const result = await run('run-clang-tidy-19', ['-quiet', '-p', 'build/tidy', '-j', jobs, '-warnings-as-errors=*', '/src/[^/]+/[^/]+[.]cpp$'])
      return asOne(result)
    },
  },
]
