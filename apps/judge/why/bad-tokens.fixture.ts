import { Buffer } from 'node:buffer'
import { KeyObject } from 'node:crypto'
import { signAsItIs } from '#core/token/quick-signatures'
import { generateSigningKey } from '#core/keys/signing-key'
import { tokensOfCases } from '../../../tests/support/case-tokens.ts'
import { signerWorld } from '../../../tests/support/signer-world.ts'
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
async function signedText(header: string, claims: string): Promise<string> {
  const text = `${codedText(header)}.${codedText(claims)}`
  return `${text}.${(await signAsItIs(text, world.key.privateKey, 'RS256')).toString('base64url')}`
}

type Changes = Record<string, unknown>

/** A good one with members laid over it; one that is undefined is left out. @param aud a list, as Stoke wants it, or a text for jwtproxy */
const made = (aud: unknown, claims: Changes = {}, header: Changes = {}) => {
  const good = goodParts(aud)
  return signedText(JSON.stringify({ ...good.header, ...header }), JSON.stringify({ ...good.claims, ...claims }))
}

const goodParts = (aud: unknown) => ({
  header: { ...world.good.header, typ: 'JWT' },
  claims: { ...world.good.claims, aud, jti: 'an-id' },
})

const AUDIENCES = [[JUDGED_AUDIENCE], JUDGED_AUDIENCE]

/** Who signs here, as the catalogue takes an issuer. */
const attackWorlds = AUDIENCES.map((aud) =>
  signerWorld({
    target: expected,
    now: () => ASKED_AT,
    keys: [
      {
        kid: world.key.kid,
        algorithm: 'RS256',
        privateKey: KeyObject.from(world.key.privateKey),
        publicKey: world.key.publicJwk,
      },
    ],
    good: () => goodParts(aud),
  }),
)

/** Cases of the catalogue by their ids, with blanks between them: each with either audience. */
async function cases(ids: string, changes: Partial<Question> = {}): Promise<Question[]> {
  const tokens = await Promise.all(attackWorlds.map((each) => tokensOfCases(ids.split(' '), each)))
  return tokens.flat().map(({ token }) => bearing(token, changes))
}

/** Each change once for those that read aud as a list, and once for those that read it as a text. */
async function both(claims: Changes, header: Changes = {}, changes: Partial<Question> = {}): Promise<Question[]> {
  const tokens = await Promise.all(AUDIENCES.map((aud) => made(aud, claims, header)))
  return tokens.map((token) => bearing(token, changes))
}

const each = async (...lists: Promise<Question[]>[]) => (await Promise.all(lists)).flat()

const good = await made([JUDGED_AUDIENCE])
const goodText = await made(JUDGED_AUDIENCE)
export const GOOD_ONES: readonly Question[] = [bearing(good), bearing(goodText)]

const goodOnes = (bring: (token: string) => readonly string[]) => [good, goodText].map((token) => asked(bring(token)))
/** The last of two members counts for whoever takes one, and a number may be rounded. */
const withTextBehind = (aud: unknown, more: string) => {
  const { header, claims } = goodParts(aud)
  return signedText(JSON.stringify(header), JSON.stringify(claims).replace(/\}$/, more)).then((token) => bearing(token))
}

const at = (fraction: number): Partial<Question> => ({ now: (ASKED_AT + fraction) * 1000 })

/**
 * Questions with each fault: for those that are lax about it, one that they believe. By hand are times at which judges differ by
 * parts of a second, and what is good for some of them.
 */
export const BAD_ONES: Readonly<Record<FaultOfToken, readonly Question[]>> = {
  'no-token': [asked([])],
  'two-tokens': goodOnes((token) => [`Bearer ${token}`, `Bearer ${token}`]),
  'odd-credentials': [
    ...goodOnes((token) => [`Token Bearer ${token}`]),
    ...goodOnes((token) => [`BearerX${token}`]),
    ...goodOnes((token) => [`Basic ${Buffer.from(`u:${token}`).toString('base64')}`]),
  ],
  'odd-spelling': await cases('b64-sig-trailing-bits b64-sig-padded'),
  'odd-json': [
    ...(await cases('json-duplicate-claim json-escaped-duplicate')),
    ...(await Promise.all(AUDIENCES.map((aud) => withTextBehind(aud, ',"level":9007199254740993}')))),
  ],
  'odd-claim': await cases('exp-string nbf-string iat-string sub-empty'),
  'too-large': [bearing(await made([JUDGED_AUDIENCE], { note: 'x'.repeat(20_000) }))],
  'signature-missing': await cases('sig-empty'),
  'critical-header': await cases('crit-unknown crit-not-array'),
  'wrong-type': await cases('type-typ-other'),
  'wrong-algorithm': await each(both({}, { alg: 'none' }), cases('alg-swap-hash')),
  'unknown-key': await each(cases('key-kid-unknown key-kid-case'), both({}, { kid: undefined }, { keys: bothKeys })),
  'signature-mismatch': await cases('sig-unknown-key'),
  'wrong-issuer': await each(cases('iss-unknown'), both({ iss: undefined }, { iss: expected.issuer })),
  'wrong-audience': await each(
    cases('aud-other-service aud-array-without-me'),
    made(`${JUDGED_AUDIENCE}/elsewhere`).then((token) => [bearing(token)]),
  ),
  'no-exp': await cases('exp-missing'),
  'no-iat': await cases('iat-missing'),
  expired: await each(
    cases('exp-past'),
    both({ exp: ASKED_AT - 1 }),
    both({ exp: 0, iat: 0 }),
    both({ exp: ASKED_AT + 0.5 }, {}, at(0.7)),
    both({ exp: ASKED_AT }),
  ),
  'nbf-ahead': await each(both({ nbf: ASKED_AT + 30 }), both({ nbf: ASKED_AT + 0.5 }, {}, at(0.2))),
  'iat-ahead': await both({ iat: ASKED_AT + 100 }),
  'lifetime-too-long': await both({ exp: ASKED_AT + 172_800 }),
  'end-before-begin': await both({ iat: ASKED_AT + 200, exp: ASKED_AT + 100 }),
  'bound-token': await each(cases('pop-dpop-as-bearer'), both({ cnf: 'x' })),
}
