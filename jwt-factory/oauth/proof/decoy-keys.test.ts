import { stat } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fixedKeys } from '#core/keys/key-set'
import { generateSigningKey } from '#core/keys/signing-key'
import { ALL_ALGORITHMS } from '#core/token/algorithms'
import { TokenRejected } from '#core/token/rejection'
import type { KeyHint } from '#core/token/trust'
import { hostileToken } from '../../../tests/support/hostile-tokens.ts'
import { assertion, assertionForm, openTestIssuer, type TestIssuer } from '../../test-issuer.ts'
import type { Client } from '../../registered-clients/clients.ts'
import { keysOrDecoy } from './decoy-keys.ts'

let factory: TestIssuer
beforeAll(async () => {
  factory = await openTestIssuer({ clients: { keyless: { keys: undefined as never } } })
})
afterAll(() => factory.close())

const TRACE = '0af7651916cd43dd8448eb211c80319c'
let traces = 0

/** All that a stranger sees: the answer, and the trace of it. */
async function seen(client: string, text: string) {
  const traceId = `${TRACE.slice(0, -4)}${String(++traces).padStart(4, '0')}`
  const form = { grant_type: 'client_credentials', client_id: client, ...assertionForm(text) }
  const answer = await factory.post('/token', form).set('traceparent', `00-${traceId}-b7ad6b7169203331-01`)
  const steps = factory.traces.get(traceId).flatMap((part) => part.steps)
  const told = steps.map(({ verb, what, checks, reason }) => ({ verb, what, checks, reason }))
  return JSON.stringify([answer.status, answer.body, answer.headers['www-authenticate'], told]).replaceAll(
    client,
    'NAME',
  )
}

/** What is seen of assertions of other kinds. */
async function oddOnes(client: string) {
  const other = await assertion(factory, client, {}, factory.keyOf['batch'], 'at+jwt')
  const unsigned = await hostileToken('sig-empty', await assertion(factory, client, {}, factory.keyOf['batch']))
  const answers = []
  for (const text of [other, unsigned, 'garbage']) answers.push(await seen(client, text))
  return answers
}

describe('a client that is known, one without keys and one that is not there', () => {
  test.each(ALL_ALGORITHMS)('cannot be told apart by who has no key of it: %s', async (algorithm) => {
    const stranger = await generateSigningKey(algorithm, 0)
    const ofClient = { ...stranger, kid: factory.keyOf['servicea']?.kid ?? '' }
    const answers = []
    for (const client of ['servicea', 'keyless', 'nobody', 'constructor'])
      for (const signer of algorithm === 'ES256' ? [stranger, ofClient] : [stranger])
        answers.push((await seen(client, await assertion(factory, client, {}, signer))).replaceAll(/"kid[^,]*/g, ''))
    expect(new Set(answers)).toHaveLength(1)
    expect(answers[0]).toContain('"check":"signature"')
    expect(answers[0]).toMatch(/unknown here, or the client_assertion is not signed/)
  })

  test('nor by an assertion of another kind, or by none', async () => {
    expect(await oddOnes('nobody')).toEqual(await oddOnes('servicea'))
  })

  test('a client without keys is not believed whoever signs', async () => {
    expect(await seen('keyless', await assertion(factory, 'keyless', {}, factory.keyOf['servicea']))).toContain('401')
  })
})

const client = (further: Partial<Client>): Client => ({
  id: 'x',
  audience: 'x',
  audiences: [],
  scopes: [],
  trustedIssuers: [],
  ...further,
})
const hint: KeyHint = { kid: 'any', alg: 'ES256' }

describe('the keys of a client, or a decoy', () => {
  test('are those of the client where one fits', async () => {
    const key = await generateSigningKey('ES256', 0)
    const { keys, isReal } = keysOrDecoy(client({ keys: fixedKeys([key.verification]) }), new Map())
    expect(await keys.select({ kid: key.kid, alg: 'ES256' })).toBe(key.verification)
    expect(isReal()).toBe(true)
    expect(await keys.select({ kid: key.kid, alg: 'RS256' })).toMatchObject({ algorithm: 'RS256' })
    expect(isReal()).toBe(false)
  })

  test('a decoy is never real, and the same each time', async () => {
    const [one, two] = [keysOrDecoy(undefined, new Map()), keysOrDecoy(client({}), new Map())]
    expect(await one.keys.select(hint)).toBe(await two.keys.select(hint))
    expect([one.isReal(), two.isReal()]).toEqual([false, false])
  })

  test('whose file cannot be read right now are no decoy: nobody decides then', async () => {
    const broken = { select: () => Promise.reject(new Error('no file')) }
    await expect(keysOrDecoy(client({ keys: broken }), new Map()).keys.select(hint)).rejects.toThrow('no file')
  })

  test('a file is looked at for every unknown key, whether it is that of the client or not', async () => {
    let looks = 0
    const select = async () => (looks++, await stat('.'), Promise.reject(new TokenRejected('unknown-key')))
    const filed = client({ keys: { select }, keysFile: 'x/jwks.json' })
    const clients = new Map([
      ['inline', client({ keys: fixedKeys([]) })],
      ['filed', filed],
      ['another', client({ keys: { select }, keysFile: 'y/jwks.json' })],
    ])
    for (const each of [filed, clients.get('inline'), undefined]) {
      looks = 0
      await keysOrDecoy(each, clients).keys.select(hint)
      expect(looks).toBe(1)
    }
  })

  test('one is looked at as well for a client whose keys stand in its declaration: nobody is answered sooner', async () => {
    let looks = 0
    const select = async () => (looks++, Promise.reject(new TokenRejected('unknown-key')))
    const key = await generateSigningKey('ES256', 0)
    const inline = client({ keys: fixedKeys([key.verification]) })
    const { keys, isReal } = keysOrDecoy(inline, new Map([['filed', client({ keys: { select }, keysFile: 'x' })]]))
    for (const kid of [undefined, key.kid]) await keys.select({ kid, alg: 'ES256' })
    expect([looks, isReal()]).toEqual([2, true])
  })
})
