// Reports every test as one line of JSON.
export default async function* jsonLines(source) {
  for await (const { type, data } of source) {
    if (type === 'test:diagnostic') yield `${JSON.stringify({ note: data.message })}\n`
    if (type !== 'test:pass' && type !== 'test:fail') continue
    const { error, type: kind } = data.details
    // A suite fails with its tests; by itself it counts only when none of them ran.
    const cause = error?.cause ?? error
    yield `${JSON.stringify({
      name: data.name,
      kind,
      failure: error?.failureType,
      state: data.skip !== undefined ? 'skipped' : type === 'test:pass' ? 'passed' : 'failed',
      message: type === 'test:fail' ? String(cause?.stack ?? cause) : undefined,
    })}\n`
  }
}
