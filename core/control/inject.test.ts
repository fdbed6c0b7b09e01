import type { Response } from 'supertest'
import { beforeEach, describe, expect, test } from 'vitest'
import type { EffectInput } from './effect.ts'
import { KEYS, openWatched } from './inject.fixture.ts'
import { until } from '../../tests/support/until.ts'

// What a caller sees of a process that was told to do something wrong.

let { clock, control, handled, get, set, ended, untilCaptured } = openWatched()
beforeEach(() => {
  ;({ clock, control, handled, get, set, ended, untilCaptured } = openWatched())
})

describe('an answer of its own', () => {
  test('a status alone is a problem that says why, and the handler is not asked', async () => {
    await set({ on: 'jwks', effect: { status: 503 } })
    const { status, body } = await get('/jwks')
    expect([status, body.type]).toEqual([503, 'urn:jwt-sandbox:problem:injected-fault'])
    expect(body.detail).toContain('was told to answer 503')
    expect(handled).toEqual([])
  })

  test.each<[unknown, string, string]>([
    [{ error: 'x' }, 'application/json', '{"error":"x"}\n'],
    [null, 'application/json', 'null\n'],
    [[1], 'application/json', '[1]\n'],
    ['plain', 'text/plain; charset=utf-8', 'plain'],
    ['', 'text/plain; charset=utf-8', ''],
  ])('with the body %j', async (body, type, text) => {
    await set({ on: 'jwks', effect: { status: 418, body } })
    const answer = await get('/jwks').buffer().parse(asText)
    expect([answer.status, answer.headers['content-type'], answer.body]).toEqual([418, type, text])
  })

  test('with headers, which count before its own', async () => {
    const headers = { 'content-type': 'application/xml', 'x-any': 'v' }
    await set({ on: 'jwks', effect: { status: 200, body: '<keys/>', headers } })
    const answer = await get('/jwks').buffer().parse(asText)
    expect([answer.headers['content-type'], answer.headers['x-any'], answer.body]).toEqual([
      'application/xml',
      'v',
      '<keys/>',
    ])
  })

  test('with JSON and a content type of its own', async () => {
    const headers = { 'Content-Type': 'text/weird' }
    await set({ on: 'jwks', effect: { status: 418, body: { a: 1 }, headers } })
    const { status, type, body } = await get('/jwks').buffer(true).parse(asText)
    expect([status, type, body]).toEqual([418, 'text/weird', '{"a":1}\n'])
  })

  test.each([204, 304])('%d has no body, whatever was asked for', async (status) => {
    await set({ on: 'jwks', effect: { status, body: 'text' } })
    const answer = await get('/jwks')
    expect([answer.status, answer.text]).toEqual([status, ''])
    control.faults.clear()
    expect((await get('/jwks')).status).toBe(200)
  })

  test('limit: 429, to be asked again in whole seconds', async () => {
    await set({ on: 'jwks', effect: { limit: '1500ms' } })
    const { status, headers } = await get('/jwks')
    expect([status, headers['retry-after']]).toEqual([429, '2'])
  })

  test('empty and html', async () => {
    await set({ on: 'jwks', times: 1, effect: { empty: true } })
    await set({ on: 'jwks', effect: { html: true } })
    const empty = await get('/jwks')
    expect([empty.status, empty.text]).toEqual([200, ''])
    const page = await get('/jwks')
    expect([page.status, page.type]).toEqual([200, 'text/html'])
  })
})

const asText = (response: Response, done: (error: Error | null, text: string) => void) => {
  let text = ''
  response.on('data', (part: Buffer) => (text += part.toString()))
  response.on('end', () => done(null, text))
}

test('the log says when a fault is met: the first time to everybody', async () => {
  const { get, set, met } = openWatched()
  await set({ on: 'jwks', effect: { empty: true } })
  for (let call = 0; call < 2; call++) await get('/jwks').set('user-agent', 'serviceb')
  const fields = { fault: 'f1', on: 'jwks', from: 'serviceb', traceId: expect.any(String) }
  expect(met).toEqual([
    ['info', fields],
    ['debug', fields],
  ])
})

describe('no answer', () => {
  test('reset: the connection ends', async () => {
    await set({ on: '*', effect: { reset: true } })
    expect(await ended('/jwks')).toBe('ECONNRESET')
    expect(control.capture.list({})).toMatchObject([{ status: 0, fault: 'f1' }])
  })

  test.each(['/jwks', '/text', '/nothing', '/fails', '/cached'])(
    'truncated: it ends in the middle of what %s answers',
    async (path) => {
      await set({ on: '*', effect: { truncated: true } })
      expect(await ended(path)).toBe('ECONNRESET')
      expect(handled).toEqual([path])
    },
  )

  test('a fault of a key is met by key sets that have the key alone: by no other it is used up, nor said', async () => {
    await set({ on: 'jwks', times: 1, effect: { keys: 'dropped', kid: 'of another ring' } })
    expect((await get('/jwks')).body.keys).toEqual(KEYS)
    expect(control.faults.list()).toMatchObject([{ seen: 0, applied: 0 }])
    expect(control.capture.list({})[0]).not.toHaveProperty('fault')
    await set({ on: 'jwks', times: 1, effect: { keys: 'dropped', kid: 'retired' } })
    expect((await get('/jwks')).body.keys).toEqual([KEYS[0]])
    expect((await get('/jwks')).body.keys).toEqual(KEYS)
  })

  test('delay: later, and the real one; hang: none, until nobody waits for so long', async () => {
    await set({ on: 'jwks', effect: { delay: '5s' } })
    await set({ on: 'text', effect: { hang: true } })
    let [isAnswered, isEnded] = [false, false]
    const answer = get('/jwks').then((got) => ((isAnswered = true), got.status))
    const end = ended('/text').then((how) => ((isEnded = true), how))
    await untilCaptured(2)
    clock.advance({ milliseconds: 4999 })
    await new Promise((resolve) => setImmediate(resolve))
    expect(isAnswered).toBe(false)
    clock.advance({ milliseconds: 1 })
    expect(await answer).toBe(200)
    clock.advance({ minutes: 9 })
    expect(isEnded).toBe(false)
    clock.advance({ minutes: 1 })
    expect(await end).toBe('ECONNRESET')
    expect(handled).toEqual(['/jwks'])
  })

  test('a caller that goes away while it waits leaves nothing behind, and no handler is asked', async () => {
    await set({ on: 'jwks', effect: { delay: '5s' } })
    const asking = get('/jwks')
    const given = asking.then(
      () => 'an answer',
      () => 'up',
    )
    await untilCaptured(1)
    asking.abort()
    expect(await given).toBe('up')
    await until('what came of it is known', () => control.capture.list({})[0]?.status !== undefined)
    clock.advance({ seconds: 10 })
    await new Promise((resolve) => setImmediate(resolve))
    expect(control.capture.list({})).toMatchObject([{ status: 0 }])
    expect(handled).toEqual([])
  })

  test('a delay goes with whatever else goes wrong', async () => {
    await set({ on: 'jwks', effect: { delay: '5s', status: 500 } })
    const answer = get('/jwks').then(({ status }) => status)
    await untilCaptured(1)
    clock.advance({ seconds: 5 })
    expect(await answer).toBe(500)
  })

  describe.each<[string, () => unknown]>([
    ['taken back', () => control.faults.remove('f1')],
    ['taken back with all others', () => control.faults.clear()],
    ['reset', () => control.reset()],
  ])('whoever waits when the fault is %s', (_how, end) => {
    test.each<EffectInput>([
      { hang: true },
      { delay: '10m' },
      { delay: '10m', hang: true },
      { delay: '5s', status: 500 },
      { delay: '5s', keys: 'dropped' },
      { delay: '5s', reset: true },
    ])('because of %j gets the real answer at once', async (effect) => {
      await set({ on: 'jwks', effect })
      const answer = get('/jwks').then(({ status, body }) => [status, body.keys.length])
      await untilCaptured(1)
      await end()
      for (let round = 0; round < 2; round++) {
        clock.advance({ minutes: 10 }) // who waits still meets the fault now
        await new Promise((resolve) => setImmediate(resolve))
      }
      expect(await answer).toEqual([200, 2])
      expect(handled).toEqual(['/jwks'])
    })
  })

  test('whoever waits because of another fault waits on', async () => {
    await set({ on: 'text', effect: { status: 500 } })
    await set({ on: 'jwks', effect: { delay: '5s', status: 503 } })
    const answer = get('/jwks').then(({ status }) => status)
    await untilCaptured(1)
    control.faults.remove('f1')
    clock.advance({ seconds: 5 })
    expect(await answer).toBe(503)
  })
})
