import { describe, expect, test } from 'vitest'
import type { ControlledName } from '#core/config/processes'
import { Problem } from '#core/http/problem'
import { generateSigningKey } from '#core/keys/signing-key'
import { signToken } from '#core/token/sign'
import { findKeys } from './find-keys.ts'

const [main, ring, own, strange] = await Promise.all([0, 1, 2, 3].map((at) => generateSigningKey('ES256', at)))
if (!main || !ring || !own || !strange) throw new Error('no keys')

const THEN = 1_700_000_000_000
const PLAIN = 'https://plain.test'
const factory = {
  now: THEN,
  sets: [
    { name: 'the main issuer', issuers: ['https://main.test'], keys: [main.publicJwk] },
    { name: 'the ring people', caller: 'people', issuers: ['https://people/', PLAIN], keys: [ring.publicJwk] },
  ],
}
const servicea = { now: 5, sets: [{ name: 'servicea itself', caller: 'servicea', issuers: ['https://self.test'], keys: [own.publicJwk] }] } // prettier-ignore
const ALL: Record<string, object> = { 'jwt-factory': factory, servicea }

/** A sandbox of which these processes answer. */
function open(told: Record<string, object> = ALL) {
  const asked: string[] = []
  const ask = async (name: ControlledName, { path }: { path: string }) => {
    asked.push(`${name} ${path}`)
    const body = told[name]
    if (body === undefined) throw new Problem('peer-unreachable', `${name} cannot be reached.`)
    return { status: 200, body }
  }
  return { asked, parts: { ask, machineNow: () => 7 } }
}
const tokenBy = (key: typeof main, claims: object = {}) => signToken({ iss: PLAIN, ...claims }, key as never, 'JWT')
const find = async (token: string, given?: object, told?: Record<string, object>) =>
  findKeys(token, given && { text: JSON.stringify(given), from: 'the file k' }, open(told).parts)

describe('in a sandbox that runs', () => {
  test('the keys of whoever has the key, its usual issuer, its caller, and the time of the factory', async () => {
    const found = await find(await tokenBy(ring))
    expect(found).toMatchObject({ now: THEN, hasSandbox: true, caller: 'people', notes: [], issuer: PLAIN })
    expect(found.keys).toMatchObject({ from: 'the ring people', jwks: { keys: [ring.publicJwk] } })
    expect(found.keys.keys).toMatchObject([{ kid: ring.kid, algorithm: 'ES256' }])
  })

  test('an iss that is none of whoever has the key is not expected', async () => {
    expect((await find(await tokenBy(ring, { iss: 'https://elsewhere.test' }))).issuer).toBe('https://people/')
    expect((await find(await tokenBy(main, { iss: PLAIN }))).issuer).toBe('https://main.test')
  })

  test('a service that signs for itself is found, and one that is away is told where it matters', async () => {
    expect(await find(await tokenBy(own))).toMatchObject({ caller: 'servicea', issuer: 'https://self.test' })
    const { keys, notes } = await find(await tokenBy(own, { iss: 'https://self.test' }), undefined, { 'jwt-factory': factory }) // prettier-ignore
    expect(keys.from).toBe('the main issuer')
    expect(notes.join('\n')).toMatch(/servicea does not answer/)
  })

  test('what is no token has the keys of the main issuer', async () => {
    for (const text of ['', 'hello', '..', '%%%.%%%.%%%']) expect((await find(text)).keys.from).toBe('the main issuer')
  })

  test('one question for each process, and only a look', async () => {
    const { asked, parts } = open()
    await findKeys(await tokenBy(ring), undefined, parts)
    expect(asked.sort()).toEqual(
      ['jwt-factory', 'servicea', 'serviceb', 'servicec'].map((each) => `${each} /control/keys`),
    )
  })
})

describe('with keys that are given', () => {
  test('without a sandbox nobody knows whose they are, and the time is that of the machine', async () => {
    const found = await find(await tokenBy(strange), { keys: [strange.publicJwk] }, {})
    expect(found).toMatchObject({ issuer: undefined, caller: undefined, now: 7, hasSandbox: false })
    expect(found.keys.from).toBe('the file k')
  })

  test('those of the sandbox belong to whoever has them, by whatever id', async () => {
    const found = await find(await tokenBy(ring), { ...ring.publicJwk, kid: 'renamed' })
    expect(found).toMatchObject({ issuer: PLAIN, caller: 'people', now: THEN, hasSandbox: true })
  })

  test('what the token says counts where it is an issuer of the sandbox', async () => {
    const given = { keys: [strange.publicJwk] }
    expect((await find(await tokenBy(strange, { iss: PLAIN }), given)).issuer).toBe(PLAIN)
    expect((await find(await tokenBy(strange, { iss: 'https://evil.test' }), given)).issuer).toBeUndefined()
  })

  test('one without an id is meant for this token', async () => {
    const { kid: _kid, ...nameless } = strange.publicJwk
    const { keys } = await find(await tokenBy(strange), nameless)
    expect([keys.keys[0]?.kid, keys.jwks.keys[0]?.kid]).toEqual([strange.kid, strange.kid])
  })

  test('none that can be used is said', async () => {
    await expect(find('', { keys: [{ kty: 'oct', k: 'AAAA' }] })).rejects.toThrow(/symmetric.*none that can be used/)
    await expect(find('', { kty: 'oct', k: 'AAAA' })).rejects.toMatchObject({ type: 'invalid-input' })
  })
})

test('without a sandbox and without keys both ways out are said', async () => {
  await expect(find('', undefined, {})).rejects.toThrow(/npm start.*--keys FILE/s)
})
