// Reads the reports of the test programs.
import { existsSync, readFileSync } from 'node:fs'

const broken = (name, { code, output }) => ({ passed: 0, failed: 1, text: `${name} left no report (exit ${code}):\n${output}` })

export function countGoogleTest(name, report, result) {
  if (!existsSync(report)) return broken(name, result)
  const suites = JSON.parse(readFileSync(report, 'utf8')).testsuites
  let passed = 0
  let failed = 0
  const notes = []
  for (const suite of suites) {
    for (const test of suite.testsuite) {
      if (test.result === 'SKIPPED') notes.push(`left out: ${suite.name}.${test.name}`)
      else if (test.failures) failed += 1
      else passed += 1
    }
  }
  if (result.code !== 0 && failed === 0) return broken(name, result)
  return { passed, failed, skipped: notes.length, notes, text: result.output }
}

export function countVitest(report, result) {
  if (!existsSync(report)) return broken('vitest', result)
  const { numPassedTests, numFailedTests, numPendingTests, testResults } = JSON.parse(readFileSync(report, 'utf8'))
  // A file that does not load fails without a failed test.
  const unloaded = testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0).length
  const text = testResults.filter((file) => file.status === 'failed').map((file) => `${file.name}\n${file.message}\n${file.assertionResults
    .filter((test) => test.status === 'failed').map((test) => `${test.fullName}\n${test.failureMessages.join('\n')}`).join('\n')}`).join('\n')
  return { passed: numPassedTests, failed: numFailedTests + unloaded, skipped: numPendingTests, text }
}

export function countPlaywright(report, result) {
  if (!existsSync(report)) return broken('playwright', result)
  const { stats, errors, suites } = JSON.parse(readFileSync(report, 'utf8'))
  const failures = []
  const walk = (suite, path) => {
    for (const inner of suite.suites ?? []) walk(inner, `${path} › ${inner.title}`)
    for (const spec of suite.specs ?? []) {
      if (spec.ok) continue
      const messages = spec.tests.flatMap((test) => test.results.flatMap((one) => one.errors.map((error) => error.message)))
      failures.push(`${path} › ${spec.title}\n${messages.join('\n')}`)
    }
  }
  for (const suite of suites) walk(suite, suite.title)
  // A test that passes only when repeated is a failure: a flaky test is a bug.
  const failed = stats.unexpected + stats.flaky + errors.length
  const text = [...errors.map((error) => error.message), ...failures].join('\n\n')
  if (result.code !== 0 && failed === 0) return broken('playwright', result)
  return { passed: stats.expected, failed, skipped: stats.skipped, text }
}

// One line of JSON a test, as tests/sdk/harness/json_lines.mjs writes them.
export function countNodeTest(report, result) {
  if (!existsSync(report)) return broken('node --test', result)
  const lines = readFileSync(report, 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line))
  // A suite counts only when it broke by itself, such as in what prepares it.
  const tests = lines.filter((line) => line.state && (line.kind !== 'suite' || (line.state === 'failed' && line.failure !== 'subtestsFailed')))
  const of = (state) => tests.filter((test) => test.state === state)
  const text = of('failed').map((test) => `${test.name}\n${test.message}`).join('\n\n')
  if (tests.length === 0 || (result.code !== 0 && of('failed').length === 0)) return broken('node --test', result)
  return { passed: of('passed').length, failed: of('failed').length, skipped: of('skipped').length, text, lines }
}
