// A proxy that spoils answers on demand: what a network, a restart or a busy server does to an SDK.
import http from 'node:http'

// Faults, each for one request:
//   loseAnswer()         the server answers, and the connection breaks before the sender hears it
//   lateAnswer(ms)       the server answers, and the sender hears it after ms
//   answer(status, headers)  the server hears nothing
export const loseAnswer = () => ({ kind: 'lose' })
export const lateAnswer = (ms) => ({ kind: 'late', ms })
export const answer = (status, headers = {}) => ({ kind: 'answer', status, headers })

// Browsers hide the status of an answer that does not let their origin read it.
const corsFor = (request) => request.headers.origin && {
  'access-control-allow-origin': request.headers.origin,
  'access-control-allow-credentials': 'true',
  'access-control-expose-headers': 'Retry-After',
}

export async function startProxy(server, { faulty = (request) => request.method === 'POST' } = {}) {
  const faults = []
  const seen = []
  const target = new URL(server.url)
  const proxy = http.createServer(async (request, response) => {
    const parts = []
    for await (const part of request) parts.push(part)
    const body = Buffer.concat(parts)
    const fault = faulty(request) ? faults.shift() : undefined
    const record = { method: request.method, path: request.url, headers: request.headers, bytes: body.length, at: Date.now(), fault: fault?.kind }
    seen.push(record)
    if (fault?.kind === 'answer') {
      record.status = fault.status
      response.writeHead(fault.status, { ...corsFor(request), ...fault.headers }).end('{}')
      return
    }
    const headers = { ...request.headers, host: target.host, 'content-length': body.length }
    if (request.method === 'GET' || request.method === 'OPTIONS') delete headers['content-length']
    delete headers['transfer-encoding']
    const upstream = http.request({ host: target.hostname, port: target.port, method: request.method, path: request.url, headers }, (result) => {
      record.status = result.statusCode
      const answered = []
      result.on('data', (part) => answered.push(part))
      result.on('end', () => {
        if (fault?.kind === 'lose') {
          request.socket.destroy()
          return
        }
        const send = () => {
          if (response.destroyed) return
          const kept = { ...result.headers }
          delete kept['transfer-encoding']
          response.writeHead(result.statusCode, kept).end(Buffer.concat(answered))
        }
        if (fault?.kind === 'late') setTimeout(send, fault.ms)
        else send()
      })
    })
    upstream.on('error', () => request.socket.destroy())
    upstream.end(body)
  })
  await new Promise((done) => proxy.listen(0, '127.0.0.1', done))
  const { port } = proxy.address()
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    seen,
    posts: () => seen.filter((one) => one.method === 'POST'),
    next: (...more) => faults.push(...more),
    pending: () => faults.length,
    stop: () => {
      proxy.closeAllConnections()
      return new Promise((done) => proxy.close(done))
    },
  }
}
