import { describe, expect, test } from 'vitest'
import { NoAnswer } from '#core/http/outside-client'
import { REFRESH_AFTER, RETRY_AFTER } from './key-plane.ts'
import {
  byUri,
  KEYS_URI,
  kidsOf,
  keySetText,
  doNothing,
  openPlane,
  publicJwk,
  ruleOf,
  type SaidOutside,
} from './mesh-keys.fixture.ts'

const DISCOVERY = 'https://issuer.example/.well-known/openid-configuration'

describe('where keys come from', () => {
  test('from the rule itself', async () => {
    const { plane, asked } = openPlane()
    const rule = ruleOf({ jwks: keySetText('a', 'b') })
    await plane.use([rule], doNothing)
    expect(kidsOf(plane.keysOf(rule))).toEqual(['a', 'b'])
    expect(asked).toEqual([])
  })

  test.each(['', '{', '{}', '{"keys":1}', '{"keys":[]}', '{"keys":[{"kty":"oct","k":"AA"}]}'])(
    'a rule with %j in it has no key, and asks nobody',
    async (jwks) => {
      const { plane, pass, asked } = openPlane()
      const rule = ruleOf({ jwks })
      await plane.use([rule], doNothing)
      await pass({ days: 1 })
      expect(plane.keysOf(rule)).toEqual({ kind: 'none' })
      expect(asked).toEqual([])
    },
  )

  test('from its address, with the patience of the rule', async () => {
    const { plane, asked } = openPlane({ [KEYS_URI]: { text: keySetText('a') } })
    const rule = ruleOf({ jwksUri: KEYS_URI, timeoutSeconds: 0.01 })
    await plane.use([rule], doNothing)
    expect(kidsOf(plane.keysOf(rule))).toEqual(['a'])
    expect(asked).toMatchObject([{ address: KEYS_URI, patience: 10 }])
  })

  test('from where the issuer says that they are', async () => {
    const place = 'https://elsewhere.example/k?v=1'
    const answers = { [DISCOVERY]: { text: JSON.stringify({ jwks_uri: place }) }, [place]: { text: keySetText('a') } }
    for (const issuer of ['https://issuer.example', 'https://issuer.example/']) {
      const { plane, addresses } = openPlane(answers)
      await plane.use([ruleOf({ issuer })], doNothing)
      expect(kidsOf(plane.keysOf(ruleOf({ issuer })))).toEqual(['a'])
      expect(addresses()).toEqual([DISCOVERY, place])
    }
  })

  test.each([
    ['{}', 'the discovery document has no jwks_uri'],
    ['{"jwks_uri":1}', 'the discovery document has no jwks_uri'],
    ['{"jwks_uri":"http://a/k"}', 'its jwks_uri is another kind of address'],
    ['{"jwks_uri":"file:///etc/passwd"}', 'its jwks_uri is another kind of address'],
    ['{"jwks_uri":"https://u:p@a/k"}', 'the address of the key set has a user name'],
    ['<html>', 'not JSON'],
  ])('a document that says %s leads nowhere', async (text, why) => {
    const { plane, addresses } = openPlane({ [DISCOVERY]: { text } })
    await plane.use([ruleOf()], doNothing)
    expect(plane.keysOf(ruleOf())).toEqual({ kind: 'away' })
    expect(plane.state().trouble[0]?.what).toContain(why)
    expect(addresses()).toEqual([DISCOVERY])
  })

  test.each(['testing@secure.istio.io', '', 'ftp://a'])('an issuer %j is nobody who can be asked', async (issuer) => {
    const { plane, asked } = openPlane()
    await plane.use([ruleOf({ issuer })], doNothing)
    expect(plane.keysOf(ruleOf({ issuer }))).toEqual({ kind: 'away' })
    expect(asked).toEqual([])
  })

  test('rules with the same address share one question', async () => {
    const { plane, addresses } = openPlane({ [KEYS_URI]: { text: keySetText('a') } })
    const other = ruleOf({ issuer: 'another', jwksUri: KEYS_URI })
    await plane.use([byUri, other, byUri], doNothing)
    expect(addresses()).toEqual([KEYS_URI])
    expect(plane.keysOf(other)).toBe(plane.keysOf(byUri))
  })
})

describe('when keys are fetched', () => {
  test('every twenty minutes, and never because of a token', async () => {
    const { plane, pass, addresses, answers } = openPlane({ [KEYS_URI]: { text: keySetText('a') } })
    await plane.use([byUri], doNothing)
    await pass({ milliseconds: REFRESH_AFTER - 1 })
    for (let times = 0; times < 10; times++) plane.keysOf(byUri)
    expect(addresses()).toHaveLength(1)
    answers[KEYS_URI] = { text: keySetText('b') }
    await pass({ milliseconds: 1 })
    expect(addresses()).toHaveLength(2)
    expect(kidsOf(plane.keysOf(byUri))).toEqual(['b'])
  })

  test('the same set keeps its keys, and so what they have proved', async () => {
    const { plane, pass } = openPlane({ [KEYS_URI]: { text: keySetText('a') } })
    await plane.use([byUri], doNothing)
    const before = plane.keysOf(byUri)
    await pass({ milliseconds: REFRESH_AFTER })
    expect(plane.keysOf(byUri)).toBe(before)
  })

  test.each([
    ['an error', { status: 500, text: keySetText('b') }],
    ['a redirect', { status: 302, text: '' }],
    ['a page', { text: '<html>' }],
    ['no key set', { text: '{}' }],
    ['nothing', new NoAnswer('nobody listens there')],
  ])('while the answer is %s, the last keys are good, and it is asked each minute', async (_what, trouble) => {
    const { plane, pass, answers, addresses, logged } = openPlane({ [KEYS_URI]: { text: keySetText('a') } })
    await plane.use([byUri], doNothing)
    answers[KEYS_URI] = trouble
    await pass({ milliseconds: REFRESH_AFTER })
    expect(kidsOf(plane.keysOf(byUri))).toEqual(['a'])
    expect(plane.state()).toMatchObject({ sources: 1, trouble: [{ source: KEYS_URI }] })
    expect(logged).toContainEqual(expect.objectContaining({ event: 'key-set-not-fetched', source: KEYS_URI }))
    answers[KEYS_URI] = { text: keySetText('c') }
    await pass({ milliseconds: RETRY_AFTER })
    expect(addresses()).toHaveLength(3)
    expect(kidsOf(plane.keysOf(byUri))).toEqual(['c'])
    expect(plane.state().trouble).toEqual([])
  })

  test('where there never were any they are away, until they come', async () => {
    const { plane, pass, answers } = openPlane({ [KEYS_URI]: new NoAnswer('nobody listens there') })
    await plane.use([byUri], doNothing)
    expect(plane.keysOf(byUri)).toEqual({ kind: 'away' })
    answers[KEYS_URI] = { text: keySetText('a') }
    await pass({ milliseconds: RETRY_AFTER })
    expect(kidsOf(plane.keysOf(byUri))).toEqual(['a'])
  })

  test('a set from which all keys were taken has none', async () => {
    const { plane, pass, answers } = openPlane({ [KEYS_URI]: { text: keySetText('a') } })
    await plane.use([byUri], doNothing)
    answers[KEYS_URI] = { text: '{"keys":[]}' }
    await pass({ milliseconds: REFRESH_AFTER })
    expect(plane.keysOf(byUri)).toEqual({ kind: 'none' })
  })

  test('a key that nobody can use is left out, and the log says why', async () => {
    const text = JSON.stringify({ keys: [{ kty: 'oct', k: 'AA' }, publicJwk('a')] })
    const { plane, logged } = openPlane({ [KEYS_URI]: { text } })
    await plane.use([byUri], doNothing)
    expect(kidsOf(plane.keysOf(byUri))).toEqual(['a'])
    expect(logged).toContainEqual(expect.objectContaining({ event: 'keys-left-out', count: 1 }))
  })

  test('after the end nobody is asked, and who was asked is left', async () => {
    const { plane, pass, asked, logged } = openPlane({ [KEYS_URI]: new Promise<SaidOutside>(() => {}) })
    void plane.use([byUri], doNothing)
    plane.close()
    await pass({ days: 1 })
    expect(asked).toHaveLength(1)
    expect(asked[0]?.signal.aborted).toBe(true)
    expect(logged).toEqual([])
  })
})

test('what is told of a source has neither its user nor its query', async () => {
  const { plane, logged } = openPlane()
  await plane.use([ruleOf({ jwksUri: 'https://me:secret@a.example/k?key=secret' })], doNothing)
  expect(JSON.stringify([logged, plane.state()])).not.toContain('secret')
  expect(plane.state().trouble).toMatchObject([{ source: 'https://a.example/k' }])
})
