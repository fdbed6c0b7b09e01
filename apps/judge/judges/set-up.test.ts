import { describe, expect, test } from 'vitest'
import { MOST_STOKE_KEYS } from '#core/access/stoke-key-set'
import { generateSigningKey } from '#core/keys/signing-key'
import { ASKED_AT, judgeKeysOf, openJudgedWorld, type SignedChanges } from '../judge.fixture.ts'
import type { Question } from '../judgement.ts'
import { createJwtproxyJudge } from './jwtproxy.ts'
import { createStokeJudge } from './stoke.ts'
import { createStrictJudge } from './strict.ts'

// That a judge is set up as its configuration says: the checks themselves are those of the systems.

const A_DAY = 86_400
const AN_ADDRESS = 'http://serviceb'
const world = await openJudgedWorld()

const bearing = async (changes: SignedChanges, more?: Partial<Question>) =>
  world.ask([`Bearer ${await world.sign(changes)}`], more)

const saysOf = ({ believed, reason }: { believed: boolean; reason: string }) => (believed ? 'believed' : reason)

const livesFor = (seconds: number) => ({ claims: { iat: ASKED_AT - 10, exp: ASKED_AT - 10 + seconds } })

test.each<[string, SignedChanges]>([
  ['believed', {}],
  ['believed', { header: { typ: 'JWT' } }],
  ['wrong-type', { header: { typ: 'logout+jwt' } }],
  ['believed', { header: { typ: undefined } }],
  ['missing-claim', { claims: { iat: undefined } }],
  ['missing-claim', { claims: { exp: undefined } }],
  ['expired', { claims: { exp: ASKED_AT } }],
  ['believed', livesFor(A_DAY)],
  ['lifetime-too-long', livesFor(A_DAY + 1)],
])('strict: %s, %j', async (says, changes) => {
  expect(saysOf(await createStrictJudge().judge(await bearing(changes)))).toBe(says)
})

describe('jwtproxy', () => {
  const judged = async ({ claims, ...changes }: SignedChanges) =>
    createJwtproxyJudge().judge(await bearing({ ...changes, claims: { aud: AN_ADDRESS, ...claims } }))

  test.each<[string, SignedChanges]>([
    ['its max_skew is a minute', { claims: { iat: ASKED_AT + 59 } }],
    ['its max_ttl is a day', livesFor(A_DAY)],
    ['of the audience the place counts, not the path', { claims: { aud: `${AN_ADDRESS}/further` } }],
  ])('%s: believed', async (_what, changes) => {
    expect(saysOf(await judged(changes))).toBe('believed')
  })

  test.each<[string, SignedChanges]>([
    ['its max_skew is a minute', { claims: { iat: ASKED_AT + 61 } }],
    ['its max_ttl is a day', livesFor(A_DAY + 1)],
    ['its key server has no keys of another issuer', { claims: { iss: 'https://other.test' } }],
    ['its key server knows a key by its id alone', { header: { kid: 'nobody' } }],
    ['its audience is another one', { claims: { aud: 'http://servicec' } }],
  ])('%s: refused', async (_what, changes) => {
    expect(await judged(changes)).toMatchObject({ outcome: 'refused', believed: false, status: 403 })
  })
})

test('stoke: of more keys than it takes the one that the token names is among those', async () => {
  const others = await Promise.all(Array.from({ length: MOST_STOKE_KEYS }, () => generateSigningKey('ES256', 0)))
  const keys = await judgeKeysOf(...others, world.key)
  expect(saysOf(await createStokeJudge().judge(await bearing({}, { keys })))).toBe('believed')
})
