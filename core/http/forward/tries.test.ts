import type { Buffer } from 'node:buffer'
import type { Socket } from 'node:net'
import { describe, expect, test } from 'vitest'
import { BY_EACH_CLIENT, openProxy, openTalker } from '../../../tests/support/forwarding.ts'
import { rawRequest, sendRaw } from '../../../tests/support/raw.ts'
import type { ForwardOptions } from './options.ts'

const answerOf = (status: number) => `HTTP/1.1 ${status} Said\r\ncontent-length: 2\r\n\r\nok`

/** A target whose kept connection breaks at the second request, which it has heard; then it answers so. */
async function openBreaking(status: number, options: ForwardOptions = {}) {
  const heard: string[] = []
  const { port } = await openTalker((socket: Socket) =>
    socket.on('data', (data: Buffer) => {
      heard.push(data.toString())
      if (heard.length === 2) socket.resetAndDestroy()
      else socket.write(answerOf(heard.length === 1 ? 200 : status))
    }),
  )
  return { proxy: await openProxy(port, options), heard }
}

describe.each(BY_EACH_CLIENT)('a request on a kept connection that breaks, by %s', (_client, fields) => {
  const get = (...more: string[]) => rawRequest('GET /', [...fields, ...more])

  test('is sent again with headers made anew', async () => {
    let made = 0
    const anew = async () => ({ set: { 'x-once': `once-${++made}` }, remove: ['x-taken'] })
    const { proxy, heard } = await openBreaking(200, { headers: { set: { 'x-once': 'once-0' } }, headersAgain: anew })
    await sendRaw(proxy.port, get())
    expect((await sendRaw(proxy.port, get('x-taken: y'))).status).toBe(200)
    expect(heard.map((text) => /x-once: (\S+)/.exec(text)?.[1])).toEqual(['once-0', 'once-0', 'once-1'])
    expect(heard[2]).not.toContain('x-taken')
  })

  test('is not sent again where these cannot be made', async () => {
    const { proxy, heard } = await openBreaking(200, { headersAgain: () => Promise.reject(new Error('no key')) })
    await sendRaw(proxy.port, get())
    expect(await sendRaw(proxy.port, get())).toMatchObject({ status: 502, body: expect.stringContaining('closed') })
    expect(heard.length).toBe(2)
  })

  test.each([
    ['a token that is refused then', ['authorization: Bearer once'], 401, 502],
    ['one that another system refuses', ['authorization: Bearer once'], 403, 502],
    ['a proof for one request', ['dpop: once'], 401, 502],
    ['a token that is good for more', ['authorization: Bearer more'], 200, 200],
    ['a token, and what it asks for is not there', ['authorization: Bearer more'], 404, 404],
    ['none', [], 401, 401],
  ])('with %s: %j, %i, is answered %i', async (_what, credentials, status, expected) => {
    const { proxy, heard } = await openBreaking(status)
    await sendRaw(proxy.port, get(...credentials))
    expect((await sendRaw(proxy.port, get(...credentials))).status).toBe(expected)
    expect(heard.length).toBe(3)
  })
})
