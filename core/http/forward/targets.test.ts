import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { BY_EACH_CLIENT, openProxy, openServer } from '../../../tests/support/forwarding.ts'
import { rawRequest, sendRaw } from '../../../tests/support/raw.ts'
import { systemClock } from '../../clock.ts'
import { openTlsIdentity, type TlsIdentity } from '../tls.ts'
import { readTarget, type TargetTls } from './target.ts'

let folder: string
let tls: TlsIdentity
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fw-'))
  tls = await openTlsIdentity(folder, 'serviceb', systemClock)
})
afterAll(() => rm(folder, { recursive: true }))

async function answerBy(how: TargetTls | undefined, get: string, hostname = '127.0.0.1') {
  const { port } = await openServer(createSecureServer(tls, (_request, response) => response.end('<secret>')))
  const target = readTarget(`https://${hostname}:${port}`, how && { tls: how })
  return { port, ...(await sendRaw((await openProxy(target)).port, get)) }
}

const socketPath = () => (process.platform === 'win32' ? `\\\\.\\pipe\\fw-${process.pid}` : join(folder, 's.sock'))

describe.each(BY_EACH_CLIENT)('a target by https, asked by %s,', (_client, fields) => {
  const get = rawRequest('GET /', fields)

  test.each(['127.0.0.1', 'localhost'])('is believed by its CA and name: %s', async (hostname) => {
    expect(await answerBy({ ca: tls.ca }, get, hostname)).toMatchObject({ status: 200 })
    expect(await answerBy({ ca: tls.ca, servername: 'serviceb' }, get, hostname)).toMatchObject({ status: 200 })
  })

  test.each([
    ['nobody vouches for it', () => undefined],
    ['it has another name', () => ({ ca: tls.ca, servername: 'servicec' })],
  ])('is not, when %s: 502, and it hears nothing', async (_what, how) => {
    const { status, body, port } = await answerBy(how(), get)
    expect(status).toBe(502)
    expect(body).toContain('its certificate is not one that is believed here')
    expect(body).not.toMatch(new RegExp(`:${port}|127\\.0|secret`))
  })

  test('is, whoever it is, where that is said', async () => {
    expect(await answerBy({ isUnchecked: true }, get)).toMatchObject({ status: 200 })
  })

  test('sees our certificate, where it asks for one', async () => {
    const server = createSecureServer({ ...tls, requestCert: true }, (request, response) => {
      response.end(`<${'authorized' in request.socket && request.socket.authorized}>`)
    })
    const { port } = await openServer(server)
    const target = readTarget(`https://127.0.0.1:${port}`, { tls })
    expect((await sendRaw((await openProxy(target)).port, get)).body).toContain('<true>')
  })
})

describe.each(BY_EACH_CLIENT)('a target on a socket, asked by %s,', (_client, fields) => {
  const get = rawRequest('GET /', fields)

  test('is reached, and its Host is localhost', async () => {
    const server = createServer((request, response) => response.end(`<${request.headers.host}>`)).listen(socketPath())
    await once(server, 'listening')
    onTestFinished(() => void server.close())
    const target = readTarget(`unix:${socketPath()}`)
    expect((await sendRaw((await openProxy(target)).port, get)).body).toContain('<localhost>')
  })

  test('where nobody listens is not: 502, without its path', async () => {
    const { status, body } = await sendRaw((await openProxy(readTarget(`unix:${folder}/none`))).port, get)
    expect(status).toBe(502)
    expect(body).not.toContain(folder)
  })
})
