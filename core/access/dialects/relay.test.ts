import { Buffer } from 'node:buffer'
import { expect, test } from 'vitest'
import { chooseKey } from '../../keys/key-set.ts'
import { KeysUnavailable } from '../../keys/key-errors.ts'
import { loadVerificationKeys } from '../../keys/verification-key.ts'
import { sharedSecret, signShared } from '../../token/gateway-algorithms.ts'
import { createVerifiedCache } from '../../token/verified-cache.ts'
import { decideBy } from '../run-dialect.ts'
import { dialectContract } from './dialect.contract.ts'
import {
  goodClaims,
  GOOD_HEADER,
  OWN_JWK,
  SIDECAR_NOW,
  signed,
  silentContext,
  type KeysAre,
} from './dialect.fixture.ts'
import type { RelayTrust } from '../relay-trust.ts'
import { strictRelay, type StrictRelayParts } from './relay.ts'

const publicKeys = await loadVerificationKeys({ ...OWN_JWK, kid: 'mykey' })
const now = () => SIDECAR_NOW * 1000
const PARTS = { audience: 'http://localhost:18080', issuer: 'jwtproxy', realm: 'relay', leewaySeconds: 0, now }

function openRelay() {
  let keys: KeysAre = 'there'
  const trust: RelayTrust = {
    algorithms: ['RS256'],
    keys: () => ({
      select(hint) {
        if (keys === 'away') throw new KeysUnavailable('no connection to 10.0.0.1:5443')
        return chooseKey(keys === 'unknown' ? [] : publicKeys, hint)
      },
    }),
  }
  const dialect = strictRelay({ ...PARTS, trust, cache: createVerifiedCache() })
  return { dialect, setKeys: (are: KeysAre) => void (keys = are) }
}

const LETS_THROUGH = {
  jti: ['jti-missing', 'a jti of 5000 letters'],
  kid: ['no kid'],
}

dialectContract('strict-relay', { open: openRelay, letsThrough: LETS_THROUGH })

const SECRET = 'a secret that is as long as HS512 asks for: it has sixty-four bytes'
const secretTrust: RelayTrust = {
  algorithms: [],
  keys: () => ({ select: (hint) => chooseKey([], hint) }),
  secret: { key: sharedSecret(SECRET), algorithms: ['HS256', 'HS512'] },
}

const coded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
function shared(claims: object, alg: 'HS256' | 'HS384' | 'HS512' = 'HS256', secret = SECRET): string {
  const text = `${coded({ alg, typ: 'JWT' })}.${coded({ iat: SIDECAR_NOW, exp: SIDECAR_NOW + 60, ...claims })}`
  return `${text}.${signShared(text, sharedSecret(secret), alg).toString('base64url')}`
}

async function ask(token: string, parts: Partial<StrictRelayParts> = {}) {
  const { audience: _, issuer: __, ...rest } = PARTS
  const dialect = strictRelay({ ...rest, trust: secretTrust, ...parts })
  const request = { authorization: [`Bearer ${token}`], method: 'GET', target: '/' }
  const decision = await decideBy(dialect, request, { context: silentContext(), log: { warn() {} } })
  if (decision.kind === 'believed') return ['believed', decision.endpoint]
  if (!('answer' in decision)) return [decision.kind]
  return [decision.answer.status, decision.reason, decision.answer.headers['www-authenticate'] ?? '']
}

const at = (endpoint: string | undefined, right: 'endpoints' | 'listen' = 'endpoints') => ({
  endpoints: { of: () => endpoint, right },
})

test('a secret signs with the algorithms that it is long enough for, and a public key never with a secret', async () => {
  expect((await ask(shared({})))[0]).toBe('believed')
  expect((await ask(shared({}, 'HS512')))[0]).toBe('believed')
  expect((await ask(shared({}, 'HS384')))[1]).toBe('wrong-algorithm')
  expect((await ask(shared({}, 'HS256', 'another secret')))[1]).toBe('signature-mismatch')
  expect((await ask(signed(GOOD_HEADER, goodClaims())))[1]).toBe('wrong-algorithm')
  expect((await ask(shared({ exp: undefined })))[1]).toBe('missing-claim')
})

test.each([
  ['absent', {}, 403],
  ['empty', { piko: { endpoints: [] } }, 403],
  ['null', { piko: { endpoints: null } }, 403],
  ['a text that has it', { piko: { endpoints: 'b' } }, 403],
  ['in another case', { Piko: { endpoints: ['b'] } }, 403],
  ['another one', { piko: { endpoints: ['c', 'B', 'bb', '*'] } }, 403],
  ['the right to listen', { piko: { listen: ['b'] } }, 403],
  ['this one', { piko: { endpoints: ['c', 'b'] } }, 'believed'],
])('who connects needs the endpoint by its name: %s', async (_name, claims, outcome) => {
  const [status, reason, challenge] = await ask(shared(claims), at('b'))
  expect(status).toBe(outcome)
  if (outcome !== 403) return
  expect(reason).toBe('claim-not-allowed')
  expect(challenge).toContain('error="insufficient_scope"')
})

test('a token lives for a year at most, so none is older than that', async () => {
  const year = 365 * 86_400
  expect((await ask(shared({ exp: SIDECAR_NOW + year })))[0]).toBe('believed')
  expect((await ask(shared({ exp: SIDECAR_NOW + year + 1 })))[1]).toBe('lifetime-too-long')
  expect((await ask(shared({ iat: SIDECAR_NOW - year + 60 })))[0]).toBe('believed')
  expect((await ask(shared({ iat: 1 })))[1]).toBe('lifetime-too-long')
})

test('to listen is another right than to connect', async () => {
  const token = shared({ piko: { endpoints: ['b'], listen: ['c'] } })
  expect(await ask(token, at('c', 'listen'))).toEqual(['believed', 'c'])
  expect((await ask(token, at('b', 'listen')))[0]).toBe(403)
  expect((await ask(token, at('c')))[0]).toBe(403)
})

test('a request that names no endpoint is no good one, and is told so after its token was looked at', async () => {
  expect((await ask(shared({}), at(undefined))).slice(0, 2)).toEqual([400, 'invalid-request'])
  expect((await ask(shared({}, 'HS256', 'another secret'), at(undefined)))[0]).toBe(401)
})
