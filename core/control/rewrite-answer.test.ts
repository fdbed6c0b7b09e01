import { beforeEach, describe, expect, test } from 'vitest'
import type { FaultRuleInput } from './fault-rules.ts'
import { KEYS, openWatched } from './inject.fixture.ts'

// What a caller sees of an answer that was changed on its way out.

let { control, get, set } = openWatched()
beforeEach(() => {
  ;({ control, get, set } = openWatched())
})

describe('the real answer, changed', () => {
  test('wrongType: the same body under another type', async () => {
    await set({ on: '*', effect: { wrongType: true } })
    const { status, type, text } = await get('/jwks')
    expect([status, type, JSON.parse(text)]).toEqual([200, 'text/plain', { keys: KEYS }])
    expect((await get('/plain')).type).toBe('application/octet-stream')
    expect((await get('/text')).type).toBe('text/plain')
  })

  test('whoever has it already gets it anew, for it is another one, and is not to be kept under its tag', async () => {
    expect((await get('/cached').set('if-none-match', '"v1"')).status).toBe(304)
    await set({ on: 'cached', effect: { wrongType: true } })
    const { status, headers } = await get('/cached').set('if-none-match', '"v1"')
    expect([status, headers['etag']]).toEqual([200, undefined])
  })

  test('issuer: that of metadata; the rest stays', async () => {
    await set({ on: 'discovery', effect: { issuer: 'https://other/' } })
    const { body } = await get('/.well-known/openid-configuration?pretty=1')
    expect(body).toEqual({ issuer: 'https://other/', jwks_uri: 'https://real/jwks' })
  })

  test('keys: one is left out', async () => {
    await set({ on: 'jwks', effect: { keys: 'dropped' } })
    expect((await get('/jwks')).body).toEqual({ keys: [KEYS[1]] })
  })

  test.each<FaultRuleInput['effect']>([{ issuer: 'https://other/' }, { keys: 'dropped' }])(
    '%j of all routes: what is no metadata and no key set goes out as it is',
    async (effect) => {
      const paths = ['/text', '/nothing', '/fails', '/cached']
      const shown = async () =>
        (await Promise.all(paths.map(get))).map(({ status, text, type }) => [
          status,
          text.replaceAll(/[0-9a-f]{32}/g, ''),
          type,
        ])
      const before = await shown()
      await set({ on: '*', effect })
      expect(await shown()).toEqual(before)
    },
  )
})

test('the capture says which fault a request met, and in which trace', async () => {
  await set({ on: 'jwks', effect: { status: 500 } })
  const traceId = 'c'.repeat(32)
  await get('/jwks').set('traceparent', `00-${traceId}-${'d'.repeat(16)}-01`)
  expect(control.capture.list({})).toMatchObject([{ traceId, fault: 'f1', status: 500, on: 'jwks' }])
})
