import { createRemoteJWKSet, jwtVerify } from 'jose'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { CannotBeMade, CATALOGUE, makeToken, type AttackRequest } from '#attacks'
import { ALL_ALGORITHMS } from '#core/token/algorithms'
import { issuerFacts, TARGET } from './issuer.fixture.ts'
import { openServedSide, sayServed, servedIssuerUrl, type ServedSide } from './served-side.ts'

let side: ServedSide
beforeAll(async () => {
  const target = { ...TARGET, algorithms: ALL_ALGORITHMS }
  const facts = issuerFacts({ target, also: new Set(['revocation']) })
  side = await openServedSide({ ...facts, port: 0, trustsSecond: true })
})
afterAll(() => side.close())

/** As a target reads keys: it asks again for each key that it does not know. */
const keysAt = (url = side.served.jwks) => createRemoteJWKSet(new URL(url), { cooldownDuration: 0 })
const { audience } = TARGET
/** Not on a connection that was kept: making every case takes as long as one is, and it may just end. */
const readKeys = async () => (await fetch(side.served.jwks, { headers: { connection: 'close' } })).json()

test('it has all that an issuer can have, and the rest says what to do', () => {
  const all =
    'assertion-audience client exchange good-token issuer-key key-set listener published-keys raw-socket revocation second-issuer'
  expect([...side.has].sort()).toEqual([...all.split(' '), 'two-good-tokens'])
  expect(side.whyNot('time')).toContain('--lifetimes')
  expect(side.whyNot('dpop')).toContain('--dpop')
})

test.each(ALL_ALGORITHMS)(
  'its token of %s is believed by whoever reads its keys by their address',
  async (algorithm) => {
    const token = await makeToken(side.world(), { of: algorithm })
    const { payload, protectedHeader } = await jwtVerify(token, keysAt(), { audience, typ: 'at+jwt' })
    expect(protectedHeader.alg).toBe(algorithm)
    expect(Number(payload.exp) - Number(payload.iat)).toBe(300)
  },
)

test('each good token has an id of its own, and its algorithm is that of the sandbox, where the target takes it', () => {
  const world = side.world()
  const [one, other] = [world.good(), world.good()]
  expect(one.claims['jti']).not.toBe(other.claims['jti'])
  expect(one.header['alg']).toBe('ES256')
  expect(one.claims['iss']).toBe(side.served.issuer)
})

test('the second issuer has keys of its own', async () => {
  const token = await makeToken(side.world(), {
    header: { kid: side.world().secondIssuer?.kid('ES256') },
    signedBy: 'second-issuer',
  })
  await jwtVerify(token, keysAt(side.served.second.jwks), { audience })
  await expect(jwtVerify(token, keysAt(), { audience })).rejects.toThrow()
})

test('every case is made of its world, or says why not', async () => {
  const missing = new Set<string>()
  for (const { id, needs, make } of CATALOGUE) {
    if (!needs.every((need) => side.has.has(need))) continue
    for (const isChanged of [true, false])
      await make(side.world(), isChanged).catch((error: unknown) => {
        if (!(error instanceof CannotBeMade)) throw error
        missing.add(`${id}: ${error.message}`)
      })
  }
  const noRoom = 'the name of the issuer leaves no room for it'
  const noOther = 'it takes a key of the issuer whose algorithm the target has not enabled'
  expect([...missing]).toEqual([`alg-not-in-allow-list: ${noOther}`, `iss-http: ${noRoom}`, `iss-port: ${noRoom}`])
})

test('what it publishes is read in place of its keys, and the later one counts, until it is taken back', async () => {
  const own = await readKeys()
  const first = await side.publish!({ jwks: { keys: [] } })
  expect(await first.isRead(0)).toBe(false)
  expect(await readKeys()).toEqual({ keys: [] })
  expect(await first.isRead()).toBe(true)
  const second = await side.publish!({ status: 418, headers: { location: 'http://evil.test/' }, body: 'no' })
  const answer = await fetch(side.served.jwks)
  expect([answer.status, answer.headers.get('location'), await answer.text()]).toEqual([418, 'http://evil.test/', 'no'])
  await first.restore()
  expect((await fetch(side.served.jwks)).status).toBe(418)
  await second.restore()
  expect(await readKeys()).toEqual(own)
  expect(await second.isRead(0)).toBe(false)
})

test('it answers nothing at all, and lets those go who waited when it is taken back', async () => {
  const hung = await side.publish!('hangs')
  const asked = fetch(side.served.jwks)
  expect(await hung.isRead()).toBe(true)
  await hung.restore()
  expect((await asked).status).toBe(200)
  const dropping = await side.publish!('drops')
  await expect(fetch(side.served.jwks)).rejects.toThrow()
  await dropping.restore()
})

test('what is too long to be published is no case, and nothing of it is left', async () => {
  const keys = [{ kty: 'RSA', n: 'A'.repeat(30_000), e: 'AQAB' }]
  await expect(side.publish!({ jwks: { keys } })).rejects.toThrow(CannotBeMade)
  expect(await readKeys()).toMatchObject({ keys: { length: ALL_ALGORITHMS.length } })
})

test('reads of its key set are counted, by the clock of the run; its second issuer is not it', async () => {
  const before = await side.keySetReads!()
  const begin = performance.now()
  await fetch(side.served.jwks)
  await fetch(side.served.second.jwks)
  await fetch(`${side.served.issuer}/.well-known/jwks.json`)
  const reads = (await side.keySetReads!()).slice(before.length)
  expect(reads).toHaveLength(2)
  for (const { at } of reads) expect(at).toBeGreaterThan(begin - 50)
})

test('its clients ask, exchange and revoke at its endpoints', async () => {
  const world = side.world()
  const { token: endpoint } = world.target.endpoints ?? expect.fail('there are no endpoints')
  expect(endpoint).toBe(`${side.served.issuer}/token`)
  const token = await makeToken(world)
  const isActive = async () => {
    const [client] = world.clients ?? expect.fail('there are no clients')
    const outcome = await side.ask!('introspection', form({ token }, client))
    return outcome.kind === 'answered' && JSON.parse(outcome.answer.body).active
  }
  expect(await isActive()).toBe(true)
  await side.revoke!(token)
  expect(await isActive()).toBe(false)
  await expect(side.revoke!('no token at all.')).resolves.toBeUndefined() // RFC 7009 §2.2: as if it were revoked
})

function form(parameters: Record<string, string>, { id, secret }: { id: string; secret: string }): AttackRequest {
  return {
    method: 'POST',
    headers: [
      ['Authorization', `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`],
      ['Content-Type', 'application/x-www-form-urlencoded'],
    ],
    body: new URLSearchParams(parameters).toString(),
  }
}

test('a target that expects another name of the issuer gets it; then nothing is asked of the one that is served', async () => {
  const own = await openServedSide({ ...issuerFacts({ target: { ...TARGET, issuer: 'https://idp.test' } }), port: 0 })
  const { payload } = await jwtVerify(await makeToken(own.world()), keysAt(own.served.jwks), { audience })
  expect(payload.iss).toBe('https://idp.test')
  expect(own.has).not.toContain('client')
  expect(own.ask).toBeUndefined()
  expect(own.whyNot('client')).toContain('--issuer URL')
  await own.close()
})

test('no clock can be moved: the run waits, as long as it may', async () => {
  await expect(side.moveClock!(1, 'all')).rejects.toThrow('--lifetimes')
  const patient = await openServedSide({ ...issuerFacts(), port: 0, patienceSeconds: 2 })
  expect(patient.has).toContain('time')
  const begin = performance.now()
  await patient.moveClock!(1, 'all')
  expect(performance.now() - begin).toBeGreaterThan(900)
  await expect(patient.moveClock!(3, 'all')).rejects.toThrow(CannotBeMade)
  await expect(patient.moveClock!(1, 'target')).rejects.toThrow(CannotBeMade)
  await patient.moveClock!(-1, 'all')
  await expect(patient.moveClock!(-1, 'all')).rejects.toThrow(CannotBeMade)
  await patient.close()
})

test('it says what to set in the target', () => {
  const target = { ...TARGET, issuer: side.served.issuer }
  expect(sayServed(side.served, target)).toEqual([
    'Set in the target, before it is called:',
    `  issuer      ${side.served.issuer}`,
    `  key set     ${side.served.issuer}/jwks`,
    `  discovery   ${side.served.issuer}/.well-known/openid-configuration`,
    '  audience    https://api.test',
    '  algorithms  RS256, ES256',
  ])
  expect(sayServed(side.served, { ...target, algorithms: ALL_ALGORITHMS }).join('\n')).toMatch(
    /algorithms {2}ES256 is enough; any of RS256, .*Ed25519 is fine, too$/m,
  )
  expect(servedIssuerUrl(8080, true)).toBe('https://localhost:8080')
  expect(sayServed(side.served, { ...target, issuer: 'https://idp.test' }, true).join('\n')).toMatch(/another issuer/)
})

test('a port that is taken is told in one sentence, and after the end nobody listens there', async () => {
  const own = await openServedSide({ ...issuerFacts(), port: 0 })
  const port = Number(new URL(own.served.jwks).port)
  await expect(openServedSide({ ...issuerFacts(), port })).rejects.toThrow(/^No issuer can be served at port \d+: /)
  await own.close()
  await expect(fetch(own.served.jwks)).rejects.toThrow()
  await expect(own.publish!({ jwks: { keys: [] } })).rejects.toThrow(CannotBeMade)
})

test('over TLS it names the authority of its certificate', async () => {
  const own = await openServedSide({ ...issuerFacts(), port: 0, isTls: true })
  expect(own.served.jwks).toMatch(/^https:/)
  expect(own.served.authority).toMatch(/ca\.pem$/)
  expect(sayServed(own.served, TARGET).join('\n')).toContain(own.served.authority)
  await own.close()
})
