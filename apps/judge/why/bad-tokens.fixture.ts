import { Buffer } from 'node:buffer'
import { signAsItIs } from '#core/token/quick-signatures'
import type { Algorithm } from '#core/token/algorithms'
import { generateSigningKey } from '#core/keys/signing-key'
import { ASKED_AT, judgeKeysOf, openJudgedWorld } from '../judge.fixture.ts'
import type { Question } from '../judgement.ts'
import type { FaultOfToken } from './token-faults.ts'

/** An address, for jwtproxy takes nothing else; all others take it for a name. */
const JUDGED_AUDIENCE = 'http://serviceb.test'

const world = await openJudgedWorld('RS256')
const second = await generateSigningKey('RS256', 0)
const bothKeys = await judgeKeysOf(world.key, second)

const expected = { issuer: world.good.claims['iss'] as string, audience: JUDGED_AUDIENCE } // a text, as the world has it
const ASKED = { expected, keys: world.keys, now: ASKED_AT * 1000 }

const asked = (authorization: readonly string[], changes: Partial<Question> = {}): Question => ({ ...ASKED, authorization, ...changes }) // prettier-ignore
const bearing = (token: string, changes?: Partial<Question>) => asked([`Bearer ${token}`], changes)

const codedText = (text: string) => Buffer.from(text).toString('base64url')

/** What a text of JSON says, signed as it is. */
async function signedText(header: string, claims: string, algorithm: Algorithm = 'RS256'): Promise<string> {
  const text = `${codedText(header)}.${codedText(claims)}`
  return `${text}.${(await signAsItIs(text, world.key.privateKey, algorithm)).toString('base64url')}`
}

type Changes = Record<string, unknown>

/** A good one with members laid over it; one that is undefined is left out. @param aud a list, as Stoke wants it, or a text for jwtproxy */
const made = (aud: unknown, claims: Changes = {}, header: Changes = {}) =>
  signedText(
    JSON.stringify({ ...world.good.header, typ: 'JWT', ...header }),
    JSON.stringify({ ...world.good.claims, aud, jti: 'an-id', ...claims }),
  )

/** Each change once for those that read aud as a list, and once for those that read it as a text. */
async function both(claims: Changes, header: Changes = {}, changes: Partial<Question> = {}): Promise<Question[]> {
  const tokens = await Promise.all([[JUDGED_AUDIENCE], JUDGED_AUDIENCE].map((aud) => made(aud, claims, header)))
  return tokens.map((token) => bearing(token, changes))
}

const each = async (...lists: Promise<Question[]>[]) => (await Promise.all(lists)).flat()

const good = await made([JUDGED_AUDIENCE])
const goodText = await made(JUDGED_AUDIENCE)
export const GOOD_ONES: readonly Question[] = [bearing(good), bearing(goodText)]

const goodOnes = (bring: (token: string) => readonly string[]) => [good, goodText].map((token) => asked(bring(token)))
const respelled = (change: (token: string) => string) => [good, goodText].map((token) => bearing(change(token)))

/** Another last sign whose first bits are the same. */
const withOtherBits = (token: string) => {
  const last = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  return token.slice(0, -1) + last[last.indexOf(token.at(-1) ?? '') + 1]
}

const doubled = async (aud: unknown) => {
  const claims = JSON.stringify({ ...world.good.claims, aud, jti: 'an-id' })
  const token = (more: string) => signedText(JSON.stringify({ ...world.good.header, typ: 'JWT' }), claims.replace(/\}$/, more)) // prettier-ignore
  return [bearing(await token(',"sub":"admin"}')), bearing(await token(',"level":9007199254740993}'))]
}

const SIGNED_OTHERWISE = async (alg: Algorithm) => {
  const key = await world.key.privateKey
  const jwk = await crypto.subtle.exportKey('jwk', key)
  delete jwk.alg
  const other = await crypto.subtle.importKey('jwk', jwk, { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-512' }, true, ['sign']) // prettier-ignore
  const text = `${codedText(JSON.stringify({ ...world.good.header, typ: 'JWT', alg }))}.${codedText(JSON.stringify({ ...world.good.claims, aud: [JUDGED_AUDIENCE] }))}`
  return bearing(`${text}.${(await signAsItIs(text, other, alg)).toString('base64url')}`)
}

const at = (fraction: number): Partial<Question> => ({ now: (ASKED_AT + fraction) * 1000 })

/** Questions with each fault: for those that are lax about it, one that they believe. */
export const BAD_ONES: Readonly<Record<FaultOfToken, readonly Question[]>> = {
  'no-token': [asked([])],
  'two-tokens': goodOnes((token) => [`Bearer ${token}`, `Bearer ${token}`]),
  'odd-credentials': [
    ...goodOnes((token) => [`Token Bearer ${token}`]),
    ...goodOnes((token) => [`BearerX${token}`]),
    ...goodOnes((token) => [`Basic ${Buffer.from(`u:${token}`).toString('base64')}`]),
  ],
  'odd-spelling': [...respelled(withOtherBits), ...respelled((token) => `${token}==`)],
  'odd-json': [...(await doubled([JUDGED_AUDIENCE])), ...(await doubled(JUDGED_AUDIENCE))],
  'odd-claim': await each(
    both({ exp: String(ASKED_AT + 290) }),
    both({ nbf: String(ASKED_AT - 10) }),
    both({ iat: 'soon' }),
    both({ sub: '' }),
  ),
  'too-large': [bearing(await made([JUDGED_AUDIENCE], { note: 'x'.repeat(20_000) }))],
  'signature-missing': respelled((token) => token.slice(0, token.lastIndexOf('.') + 1)),
  'critical-header': await each(both({}, { crit: ['exp'] }), both({}, { crit: 'exp' })),
  'wrong-type': await both({}, { typ: 'logout+jwt' }),
  'wrong-algorithm': await each(both({}, { alg: 'none' }), Promise.resolve([await SIGNED_OTHERWISE('RS512')])),
  'unknown-key': await each(
    both({}, { kid: 'nobody' }),
    both({}, { kid: undefined }, { keys: bothKeys }),
    both({}, { kid: world.key.kid.toUpperCase() }),
  ),
  'signature-mismatch': [bearing(await world.sign({ claims: { aud: [JUDGED_AUDIENCE] }, signedBy: 'stranger' }))],
  'wrong-issuer': await each(both({ iss: 'https://other.test' }), both({ iss: undefined }, { iss: expected.issuer })),
  'wrong-audience': await each(
    Promise.all([made(['c']), made(`${JUDGED_AUDIENCE}/elsewhere`)]).then((tokens) =>
      tokens.map((token) => bearing(token)),
    ),
  ),
  'no-exp': await both({ exp: undefined }),
  'no-iat': await both({ iat: undefined }),
  expired: await each(
    both({ exp: ASKED_AT - 1 }),
    both({ exp: 0, iat: 0 }),
    both({ exp: ASKED_AT + 0.5 }, {}, at(0.7)),
    both({ exp: ASKED_AT }),
  ),
  'nbf-ahead': await each(both({ nbf: ASKED_AT + 30 }), both({ nbf: ASKED_AT + 0.5 }, {}, at(0.2))),
  'iat-ahead': await both({ iat: ASKED_AT + 100 }),
  'lifetime-too-long': await both({ exp: ASKED_AT + 172_800 }),
  'end-before-begin': await both({ iat: ASKED_AT + 200, exp: ASKED_AT + 100 }),
  'bound-token': await each(both({ cnf: { jkt: 'x' } }), both({ cnf: 'x' })),
}
