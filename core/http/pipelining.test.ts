import type { RequestListener } from 'node:http'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { talk } from '../../tests/support/raw.ts'
import { until } from '../../tests/support/until.ts'
import { systemClock } from '../clock.ts'
import { openPorts } from './listen.ts'
import { MAX_AHEAD } from './one-at-a-time.ts'
import { openTlsIdentity, type TlsIdentity } from './tls.ts'

let folder: string
let tls: TlsIdentity
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pipelining-'))
  tls = await openTlsIdentity(folder, 'servicea', systemClock)
})
afterAll(() => rm(folder, { recursive: true }))

async function serve(app: RequestListener): Promise<{ port: number }> {
  const ports = await openPorts({ host: '127.0.0.1', port: 0, tlsPort: 0, clock: systemClock })
  onTestFinished(() => ports.close())
  ports.serve(app, tls)
  return ports
}

const get = (path: string) => `GET ${path} HTTP/1.1\r\nhost: a\r\n\r\n`
const paths = (answers: string) => [...answers.matchAll(/<(.+?)>/g)].map(([, path]) => path)

describe('a pipelined answer never overtakes an earlier one', () => {
  test('as many as may wait are all answered, in order', async () => {
    const { port } = await serve(
      ({ url }, response) => void setTimeout(() => response.end(`<${url}>`), Math.random() * 3),
    )
    const asked = Array.from({ length: MAX_AHEAD }, (_, index) => `/${index}`)
    const answers = await talk(port, asked.map((path) => get(path)).join(''), (all) =>
      all.includes(`<${asked.at(-1)}>`),
    )
    expect(paths(answers)).toEqual(asked)
  })

  test('one at a time is worked on', async () => {
    let atWork = 0
    let most = 0
    const { port } = await serve(({ url }, response) => {
      most = Math.max(most, ++atWork)
      setImmediate(() => {
        atWork--
        response.end(`<${url}>`)
      })
    })
    await talk(port, get('/a').repeat(9) + get('/last'), (all) => all.includes('</last>'))
    expect(most).toBe(1)
  })

  test.each([
    ['CONNECT a:443 HTTP/1.1\r\nhost: a\r\n\r\n', 405],
    ['POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: gzip, chunked\r\n\r\n0\r\n\r\n', 501],
  ])('%j has its answer, after those before it, and nothing after', async (text, status) => {
    const { port } = await serve(({ url }, response) => void setImmediate(() => response.end(`<${url}>`)))
    const answers = await talk(port, `${get('/first')}${get('/second')}${text}${get('/third')}`)
    expect(answers.replaceAll(/\r\n|HTTP/g, ' ')).toMatch(new RegExp(`200.+</first>.+200.+</second>.+ ${status} .+`))
    expect(answers).not.toContain('third')
    expect(await talk(port, text)).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
  })

  test('what cannot be read is answered after what could', async () => {
    const answer: (() => void)[] = []
    const { port } = await serve(({ url }, response) => answer.push(() => response.end(`<${url}>`)))
    const answers = talk(port, `${get('/first')}${get('/second')}rubbish\r\n\r\n`)
    for (const count of [1, 2])
      ((await until('a request', () => answer.length === count && answer.at(-1))) || expect.fail())()
    expect((await answers).replaceAll(/\r\n|HTTP/g, ' ')).toMatch(/200.+<\/first>.+200.+<\/second>.+400.+invalid-input/)
  })

  test('who sends more ahead than may wait is cut off, and others are not', async () => {
    const { port } = await serve(() => {})
    expect(await talk(port, get('/').repeat(MAX_AHEAD + 2))).toBe('')
  })

  test('requests without a Host wait for their turn too, though Node would answer them by itself', async () => {
    const { port } = await serve(() => {})
    expect(await talk(port, `${get('/')}${'GET / HTTP/1.1\r\n\r\n'.repeat(MAX_AHEAD + 1)}`)).toBe('')
  })
})
