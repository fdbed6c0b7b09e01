import { expect, test } from 'vitest'
import { PLAIN_NEEDS } from '#attacks'
import type { Outcome } from '../answer.ts'
import { runCatalogue } from './run-catalogue.ts'
import { askStrict, casesNamed, claimsOf, letIn, refusal, runOf, sideOf, tokenOf, world } from './target.fixture.ts'

const CASES = casesNamed('ok-exp-next-second')

/**
 * The case of a token that ends in the next second, at a target by whose clock each such token takes so many seconds on its way.
 * @param early how many seconds too early the target takes a token for ended
 */
async function runAt(delays: readonly number[], early = 0) {
  let now = world.now()
  let asked = 0
  const issuerSide = sideOf({ has: new Set([...PLAIN_NEEDS, 'time']) }, { ...world, now: () => now })
  const send = async (request: Parameters<typeof askStrict>[0]): Promise<Outcome> => {
    const { exp, jti } = claimsOf(tokenOf(request))
    if (typeof exp !== 'number' || exp > world.now() || jti === undefined) return askStrict(request) // no token of this case
    now += delays[asked++] ?? 0
    return exp + world.target.leewaySeconds - early > now ? letIn() : refusal('expired')
  }
  const { cases } = await runCatalogue(runOf(CASES, send, { issuerSide }))
  return { asked, ...cases[0] }
}

test('a good token that was over when it came is asked for again, and judged by what comes in time', async () => {
  expect(await runAt([0])).toMatchObject({ verdict: 'believed', asked: 1 })
  const late = await runAt([1, 2, 0])
  expect(late).toMatchObject({ verdict: 'believed', asked: 3 })
  expect(late).not.toHaveProperty('finding')
})

test('where it is over each time nobody can tell', async () => {
  const { verdict, finding, reason } = await runAt([1, 1, 1, 1, 1, 1])
  expect([verdict, finding, reason]).toEqual(['inconclusive', undefined, expect.stringContaining('too slow')])
})

test('who refuses it in its time has a finding, quick or slow at first', async () => {
  expect(await runAt([0, 0], 1)).toMatchObject({ verdict: 'refused', finding: { kind: 'good-refused' } })
  expect(await runAt([1, 0, 0], 1)).toMatchObject({ verdict: 'refused', finding: { kind: 'good-refused' } })
})
