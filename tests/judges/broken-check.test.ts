import { describe, expect, test, vi } from 'vitest'
import * as goClaims from '#core/access/dialects/stoke/go-claims'
import * as laxClaims from '#core/access/dialects/jwtproxy/lax-claims'
import * as kongClaims from '#core/access/dialects/kong/plugin-claims'
import * as meshClaims from '#core/access/dialects/mesh/read-claims'
import * as pikoChecks from '#core/access/dialects/piko/found-in-turn'
import { checkNamed } from '#core/token/verify'
import { sendToken } from '../../apps/judge/corpus/send-token.ts'
import { createJudges } from '../../apps/judge/judges.ts'
import {
  AUDIENCE_OF_JWTPROXY,
  openJudgedJwtproxy,
  openJudgedKong,
  openJudgedMesh,
  openJudgedPiko,
  openJudgedStoke,
  openJudgedSidecar,
} from '../support/judges/open-systems.ts'
import { sendOne, testQuestion, type RunningSystem } from '../support/judges/test-corpus.ts'

// The judges are the dialects of the running systems, and have no rules of their own: whoever breaks one check of a dialect changes what
// its judge says, and what the system answers, alike.

interface BrokenCheck {
  /** What is broken. */
  what: string
  breakIt(): void
  open(): Promise<RunningSystem>
  /** A token that only this check refuses. */
  token: string
}

const nothing = () => {}
const { stokeClaims } = goClaims

const BROKEN: Record<string, BrokenCheck> = {
  strict: {
    what: 'the check of exp',
    breakIt: () => vi.spyOn(checkNamed('expiry'), 'run').mockImplementation(nothing),
    open: openJudgedSidecar,
    token: 'exp-30s-ago',
  },
  stoke: {
    what: 'the reading of claims: a text is a list, too',
    breakIt: () => vi.spyOn(goClaims, 'stokeClaims').mockImplementation((text) => stokeClaims(text, true)),
    open: openJudgedStoke,
    token: 'aud-as-string',
  },
  piko: {
    what: 'the check of the signature',
    breakIt: () => vi.spyOn(pikoChecks, 'pikoSignature').mockImplementation(async () => {}),
    open: openJudgedPiko,
    token: 'forged',
  },
  kong: {
    what: 'the name of the credential: everybody has that of the issuer',
    breakIt: () => vi.spyOn(kongClaims, 'kongKey').mockReturnValue('https://issuer.example'),
    open: () => openJudgedKong('kong'),
    token: 'iss-other',
  },
  'kong-exp-nbf': {
    what: 'the check of dates',
    breakIt: () => vi.spyOn(kongClaims, 'kongDates').mockImplementation(nothing),
    open: () => openJudgedKong('kong-exp-nbf'),
    token: 'exp-5min-ago',
  },
  mesh: {
    what: 'the check of exp',
    breakIt: () => vi.spyOn(meshClaims, 'meshExpiry').mockImplementation(nothing),
    open: openJudgedMesh,
    token: 'exp-5min-ago',
  },
}

describe('the same for jwtproxy, whose audience is an address', () => {
  test('the check of aud', async () => {
    const judge = createJudges().find(({ id }) => id === 'jwtproxy')
    const question = await testQuestion('valid')
    const expected = { ...question.expected, audience: AUDIENCE_OF_JWTPROXY }
    const both = async () => {
      const { address } = await openJudgedJwtproxy()
      const { authorization } = question
      const sent = await sendToken({ address: new URL(address), authorization, headers: {} })
      return [(await judge?.judge({ ...question, expected }))?.status, sent.status]
    }
    const refused = await both()
    expect(refused).toEqual([refused[0], refused[0]])
    expect(refused[0]).toBeGreaterThan(399)
    vi.spyOn(laxClaims, 'laxAudience').mockImplementation(nothing)
    expect(await both()).toEqual([200, 200])
  })
})

describe('one check is broken, and both change: the judge and the system that runs', () => {
  test.each(Object.entries(BROKEN).map(([id, { what }]) => [id, what] as const))('%s: %s', async (id) => {
    const { breakIt = nothing, open = openJudgedSidecar, token = '' } = BROKEN[id] ?? {}
    const judge = createJudges().find((each) => each.id === id)
    const question = await testQuestion(token)
    const both = async () => [(await judge?.judge(question))?.status, (await sendOne(id, token, await open())).status]
    expect(await both()).toEqual([401, 401])
    breakIt() // restoreMocks of vitest.config.ts mends it
    expect(await both()).toEqual([200, 200])
  })
})
