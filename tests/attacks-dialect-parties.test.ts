import { describe, expect, test } from 'vitest'
import { CATALOGUE, type Attack } from '#attacks'
import { playAtVerifier, verifierWorld, type PartyOutcome } from './support/jwtproxy-party.ts'

// The cases that are ways of a system that we imitate, each against its party: there in its dialect, and gone without it.

const world = verifierWorld()

/** More reads of keys than one for each token that is about to be believed. */
const FEW = 5

/** What is wrong with an outcome, in the words of the case; empty where it is right. Another 4xx is right as well. */
function wrongsOf({ expects, watched = [] }: Attack, outcome: PartyOutcome): string[] {
  const { status, keyReads, strangersKeyReads, tokenGoesOn } = outcome
  const isRight = expects.some((right) => {
    if (status === 'hung') return false
    if (right === '2xx') return status >= 200 && status < 300
    return right.startsWith('4') ? status >= 400 && status < 500 : String(status) === right
  })
  return [
    ...(isRight ? [] : [String(status)]),
    ...(watched.includes('few-key-set-reads') && keyReads > FEW ? ['few-key-set-reads'] : []),
    ...(watched.includes('no-fetch') && strangersKeyReads > 0 ? ['no-fetch'] : []),
    ...(watched.includes('no-leak') && tokenGoesOn ? ['no-leak'] : []),
  ]
}

/** What the dialect of jwtproxy does wrong. */
const IN_THE_DIALECT: Readonly<Record<string, readonly string[]>> = {
  'dialect-jwtproxy-w1-connect': ['200'],
  'dialect-jwtproxy-w2-burned-by-a-copy': ['403'],
  'dialect-jwtproxy-w3-memory-filled': ['503'],
  'dialect-jwtproxy-w4-a-question-for-each-name': ['few-key-set-reads'],
  'dialect-jwtproxy-w5-name-with-dots': ['200', 'no-fetch'],
  'dialect-jwtproxy-w6-burned-by-an-outage': ['403'],
  'dialect-jwtproxy-w7-ids-of-another-issuer': ['403'],
  'dialect-jwtproxy-w12-token-goes-on': ['no-leak'],
  'dialect-jwtproxy-w15-key-server-hangs': ['hung'],
}

const atVerifier = CATALOGUE.filter(({ party }) => party === 'jwtproxy-verifier')

test('each weakness of the verifier is a case', () => {
  expect(atVerifier.map(({ id }) => id)).toEqual(Object.keys(IN_THE_DIALECT))
})

describe.each(atVerifier)('$id', (attack) => {
  test.each(['jwtproxy', 'strict'] as const)('at a verifier of the dialect %s', async (dialect) => {
    const [attempt] = await attack.make(world, true)
    const found = wrongsOf(attack, await playAtVerifier(dialect, world, attempt?.steps ?? []))
    expect(found).toEqual(dialect === 'jwtproxy' ? IN_THE_DIALECT[attack.id] : [])
  })

  test('and what it changes is believed without the change', async () => {
    const [attempt] = await attack.make(world, false)
    expect((await playAtVerifier('jwtproxy', world, attempt?.steps ?? [])).status).toBe(200)
  })
})
