import { expect, test } from 'vitest'
import { NAMED_TOKEN_IDS, type NamedTokenId } from '#core/token/named-tokens'
import { allHostileTokens } from '../../tests/support/hostile-tokens.ts'
import { ASKED_AT, openJudgedWorld } from './judge.fixture.ts'
import { judgeToken } from './judge-token.ts'
import type { Judgement, Question } from './judgement.ts'
import { createJudges } from './judges.ts'
import { createPikoStaticJudge } from './judges/piko.ts'

const world = await openJudgedWorld()
const judges = createJudges()

/** A fault of a judge is one of the test. */
const judgeAll = (question: Question) =>
  judgeToken(question, judges, ({ error }) => {
    throw error
  })

/** The status, with a plus for the believed. */
const cellOf = ({ outcome, status }: Judgement) => `${outcome === 'believed' ? '+' : outcome === 'open' ? '?' : '-'}${status}` // prettier-ignore

/** strict, jwtproxy, stoke, piko, kong, kong-exp-nbf, mesh: what each answers. jwtproxy wants an address in aud, and one. */
const ANSWERS: Record<NamedTokenId, string> = {
  'no-token': '-401 -403 -422 -401 -401 -401 ?200',
  valid: '+200 -403 +200 +200 +200 +200 +200',
  'exp-30s-ago': '-401 -403 -401 -401 +200 -401 +200',
  'exp-5min-ago': '-401 -403 -401 -401 +200 -401 -401',
  'no-exp': '-401 -403 +200 +200 +200 -401 +200',
  'exp-zero': '-401 -403 -401 -401 +200 -401 +200',
  'exp-quoted': '-401 -403 -401 +200 +200 -401 -401',
  'exp-fraction': '+200 -403 -401 +200 +200 +200 +200',
  'nbf-in-30s': '-401 -403 -401 -401 +200 -401 +200',
  'iat-in-10min': '-401 -403 +200 +200 +200 +200 +200',
  'aud-other': '-401 -403 +200 -401 +200 +200 -403',
  'no-aud': '-401 -403 +200 -401 +200 +200 -403',
  'aud-as-string': '+200 -403 -401 +200 +200 +200 +200',
  'iss-other': '-401 -403 +200 -401 -401 -401 -401',
  forged: '-401 -403 -401 -401 -401 -401 -401',
  'forged-and-expired': '-401 -403 -401 -401 -401 -401 -401',
  'forged-and-aud-other': '-401 -403 -401 -401 -401 -401 -403',
  'kid-unknown': '-401 -403 +200 -401 +200 +200 -401',
  'alg-none': '-401 -403 -401 -401 -401 -401 -401',
  'bearer-in-lower-case': '+200 -403 -422 -401 +200 +200 ?200',
  'two-headers': '-400 -403 +200 +200 +200 +200 -401',
  'numeric-claim': '+200 -403 -401 +200 +200 +200 +200',
  'endpoints-empty': '+200 -403 -401 +200 +200 +200 +200',
}

test.each(NAMED_TOKEN_IDS)(
  'a token that is %s: each judge answers as its system, the second time too',
  async (name) => {
    const question = world.ask(await world.bring(name))
    const first = await judgeAll(question)
    expect(first.map(cellOf).join(' ')).toBe(ANSWERS[name])
    expect(first.map(({ judge }) => judge)).toEqual(judges.map(({ id }) => id))
    expect(await judgeAll(question)).toEqual(first)
    for (const { decidedBy, checks, believed, outcome } of first) {
      expect(checks.filter((check) => check.outcome === 'failed').map(({ check }) => check)).toEqual(decidedBy === '' ? [] : [decidedBy]) // prettier-ignore
      expect(decidedBy === '').toBe(outcome !== 'refused')
      expect(believed).toBe(outcome === 'believed')
    }
  },
)

test('jwtproxy believes what it can read, as often as it is asked: the ids of one question are not those of another', async () => {
  const token = await world.sign({ claims: { aud: 'http://serviceb' } })
  const jwtproxy = judges.find(({ id }) => id === 'jwtproxy')
  for (const audience of ['serviceb', 'http://serviceb']) {
    const question = world.ask([`Bearer ${token}`], { expected: { issuer: 'https://issuer.test', audience } })
    expect(await jwtproxy?.judge(question)).toMatchObject({ believed: true, status: 200 })
  }
})

test('jwtproxy knows RS256 alone, whatever the key is for', async () => {
  const curve = await openJudgedWorld('ES256')
  const jwtproxy = judges.find(({ id }) => id === 'jwtproxy')
  const token = await curve.sign({ claims: { aud: 'http://serviceb' } })
  const judgement = await jwtproxy?.judge(curve.ask([`Bearer ${token}`]))
  expect(judgement).toMatchObject({ decidedBy: 'key', reason: 'wrong-algorithm', status: 403 })
})

test('a port of Piko with the key in its configuration looks at no key id; of a kind that it does not take it says so', async () => {
  const piko = createPikoStaticJudge()
  expect(await piko.judge(world.ask(await world.bring('kid-unknown')))).toMatchObject({ believed: true })
  const edwards = await openJudgedWorld('EdDSA')
  const judgement = await piko.judge(edwards.ask(await edwards.bring('valid')))
  expect(judgement).toMatchObject({ outcome: 'cannot-judge', believed: false, status: 0 })
})

test.each(['ES256', 'PS512', 'EdDSA'] as const)(
  'a good token with %s is believed by whoever knows it',
  async (algorithm) => {
    const { ask, bring } = await openJudgedWorld(algorithm)
    const believers = (await judgeAll(ask(await bring('valid')))).filter(({ believed }) => believed)
    expect(believers.map(({ judge }) => judge)).toEqual(['strict', 'stoke', 'piko', 'kong', 'kong-exp-nbf', 'mesh'])
  },
)

test('whatever is sent, no judge throws, and strict believes none of it', async () => {
  const good = await world.sign()
  const texts = [
    ...(await allHostileTokens(good)),
    '',
    ' ',
    'é'.repeat(100),
    '\ud800',
    '.'.repeat(5000),
    'a'.repeat(100_000),
  ]
  const headers = texts.flatMap((text) => [[`Bearer ${text}`], [text], [`Bearer ${text}`, text], [`Basic ${text}`]])
  for (const authorization of headers) {
    const [strict, ...others] = await judgeAll(world.ask(authorization))
    expect(strict?.believed).toBe(false)
    expect(others.every(({ status }) => status >= 200)).toBe(true)
  }
})

test('without any key nobody is believed, and nobody throws', async () => {
  const none = { keys: [], jwks: { keys: [] }, from: 'nowhere' }
  const judgements = await judgeAll(world.ask(await world.bring('valid'), { keys: none }))
  expect(judgements.filter(({ believed }) => believed)).toEqual([])
})

test('names that no configuration can have do not make a judge throw', async () => {
  for (const text of ['', '"\n: [', 'a'.repeat(3000), '\ud800']) {
    const judgements = await judgeAll(
      world.ask(await world.bring('valid'), { expected: { issuer: text, audience: text } }),
    )
    expect(judgements.find(({ judge }) => judge === 'strict')?.believed).toBe(false)
  }
})

test('a moment beyond all dates is one like another', async () => {
  for (const now of [0, ASKED_AT * 1000 + 1e15]) {
    const [strict] = await judgeAll(world.ask(await world.bring('valid'), { now }))
    expect(strict?.believed).toBe(false)
  }
})
