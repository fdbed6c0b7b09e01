import { expect, test } from 'vitest'
import { hostileToken } from '../../../tests/support/hostile-tokens.ts'
import { askToSwitch, openTestRelay, relayConfig, relayToken, RELAY_NOW } from '../relay.fixture.ts'
import { listenPath, TUNNEL_PROTOCOL } from './paths.ts'
import { GOOD, INVALID, keyToken, mySecretToken, openPikoRelay, pikoAuth, PIKO_KEYS } from './piko-relay.fixture.ts'

// What Piko believes, rule by rule, over the wire (dialect: piko).

test('without a key nobody is asked, whatever they bring, and a port has keys of its own', async () => {
  const { at, ports } = await openPikoRelay('none')
  expect(await at({ authorization: 'Bearer rubbish', 'x-piko-endpoint': 'b' })).toEqual(GOOD)
  expect(await at({ authorization: 'Basic x', host: 'b.example.test' })).toEqual(GOOD)
  expect(await at({})).toEqual([400, 'missing endpoint id'])
  const agent = await askToSwitch(ports.upstream, listenPath('b'), TUNNEL_PROTOCOL, { authorization: 'Bearer rubbish' })
  expect(agent).toMatchObject({ status: 401, text: '{"error":"invalid token"}' })
})

test('each key has its algorithms, several are there together, and no other is taken', async () => {
  const { by } = await openPikoRelay()
  for (const alg of ['HS256', 'HS384', 'HS512'] as const)
    expect([alg, ...(await by(mySecretToken({}, alg)))]).toEqual([alg, ...GOOD])
  for (const alg of ['RS256', 'RS384', 'RS512', 'ES256'])
    expect([alg, ...(await by(keyToken(alg)))]).toEqual([alg, ...GOOD])
  for (const alg of ['PS256', 'ES384']) expect([alg, ...(await by(keyToken(alg)))]).toEqual([alg, ...INVALID])
  expect(await by(await hostileToken('alg-none', keyToken('RS256')))).toEqual(INVALID)
  expect(await by(relayToken({}, { secret: PIKO_KEYS.rsaPublicKey }))).toEqual(INVALID) // the text of a public key is no secret
})

test('the page of Piko: its first token does not belong to the secret, its second does', async () => {
  const { by } = await openPikoRelay(pikoAuth({ hmacSecretKey: 'my-secret' }))
  const first = 'eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI0MiJ9.cYo84rqiyvYovXGPGxY7a4qWLa5HA857Nb2uMrkVcHs'
  const second = 'eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJwaWtvIjp7ImVuZHBvaW50cyI6WyJteS1lbmRwb2ludCJdfX0.I7Vkc2w0-CuEUz-ePRBEFx_-9aCAOH6BN146BZBIxGw' // prettier-ignore
  expect(await by(first, 'my-endpoint')).toEqual(INVALID)
  expect(await by(second, 'my-endpoint')).toEqual([502, 'no available upstreams'])
  expect(await by(second)).toEqual([401, 'endpoint not permitted'])
})

test.each([
  ['no end', {}, GOOD],
  ['an end in a second', { exp: RELAY_NOW + 1 }, GOOD],
  ['an end that is now', { exp: RELAY_NOW }, [401, 'expired token']],
  ['not yet', { nbf: RELAY_NOW + 1 }, INVALID],
  ['issued in the future, which nobody looks at', { iat: RELAY_NOW + 600 }, GOOD],
  ['an end that is a text', { exp: String(RELAY_NOW + 1) }, GOOD],
])('%s', async (_name, claims, outcome) => {
  expect(await (await openPikoRelay()).by(mySecretToken(claims))).toEqual(outcome)
})

test('audience and issuer count where they are set, and an end comes before them', async () => {
  const { by } = await openPikoRelay(pikoAuth(PIKO_KEYS, { audience: 'us', issuer: 'i' }))
  expect(await by(mySecretToken({ aud: ['x', 'us'], iss: 'i' }))).toEqual(GOOD)
  expect(await by(mySecretToken({ iss: 'i' }))).toEqual(INVALID)
  expect(await by(mySecretToken({ aud: 'us', iss: 'I' }))).toEqual(INVALID)
  expect(await by(mySecretToken({ aud: 'x', exp: 1 }))).toEqual([401, 'expired token'])
  expect(await by(await hostileToken('sig-bit-flipped', mySecretToken({ exp: 1 })))).toEqual(INVALID)
})

test.each([
  ['absent', {}, GOOD],
  ['an empty list', { piko: { endpoints: [] } }, GOOD],
  ['this one', { piko: { endpoints: ['a', 'b'] } }, GOOD],
  ['another', { piko: { endpoints: ['a'] } }, [401, 'endpoint not permitted']],
  ['a text', { piko: { endpoints: 'b' } }, INVALID],
])('piko.endpoints is %s, at the port of clients and of agents', async (_name, claims, outcome) => {
  const upstream = { auth: pikoAuth(PIKO_KEYS) }
  const config = relayConfig('piko', { upstream })
  const { ports } = await openTestRelay(config)
  const headers = { authorization: `Bearer ${mySecretToken(claims)}` }
  const found = await askToSwitch(ports.upstream, listenPath('b'), TUNNEL_PROTOCOL, headers)
  if ('socket' in found) found.socket.destroy()
  const said = 'socket' in found ? GOOD : [found.status, JSON.parse(found.text).error]
  expect(said).toEqual(outcome)
  expect(await (await openPikoRelay()).by(mySecretToken(claims))).toEqual(outcome)
})
