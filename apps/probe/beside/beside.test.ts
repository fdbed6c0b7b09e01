import { describe, expect, test } from 'vitest'
import { ATTACKS_BY_ID, CATALOGUE, CannotBeMade, type Attack } from '#attacks'
import { attackWorld } from '../../../tests/support/attack-world.ts'
import type { Beside, BesidePart } from './beside.ts'
import { makeBeside } from './make-beside.ts'

const world = attackWorld()
const attack = (id: string) => ATTACKS_BY_ID.get(id) as Attack

/** What is marked: the part, and the lines of the bad side. */
const markedIn = (parts: readonly BesidePart[]) =>
  Object.fromEntries(
    parts
      .map(({ name, bad }) => [name, bad.filter(({ isOwn }) => isOwn).map(({ text }) => text.trim())] as const)
      .filter(([, lines]) => lines.length > 0),
  )

const first = async (id: string) => ((await makeBeside(attack(id), world))[0] as Beside).parts

test('another audience is one line of the claims, and no other is marked', async () => {
  expect(markedIn(await first('aud-other-service'))).toEqual({ claims: [expect.stringContaining('"aud"')] })
})

test('a claim that is missing is marked at the good side', async () => {
  const claims = (await first('exp-missing')).find(({ name }) => name === 'claims') as BesidePart
  expect(claims.good.filter(({ isOwn }) => isOwn).map(({ text }) => text)).toEqual([expect.stringContaining('"exp"')])
  expect(claims.bad.every(({ isOwn }) => !isOwn)).toBe(true)
  expect(markedIn(await first('exp-missing'))).toEqual({})
})

test('a flipped bit is in the signature and in nothing else', async () => {
  expect(Object.keys(markedIn(await first('sig-bit-flipped')))).toEqual(['signature'])
})

test('names that come twice are shown as they were written', async () => {
  expect(markedIn(await first('json-duplicate-claim'))['claims']?.join()).toMatch(/"sub".*"sub"/)
})

test('another way to bring a token is in the request', async () => {
  expect(Object.keys(markedIn(await first('http-two-headers')))).toEqual(['request'])
})

test('what the issuer publishes is told as a step', async () => {
  expect(markedIn(await first('life-jwks-empty'))['steps']?.join()).toMatch(/publishes a key set of 0/)
})

describe('no token is in what is shown, however it was sent', () => {
  test.each(CATALOGUE.filter(({ family }) => family !== 'good'))('$id', async (each) => {
    const shown = await makeBeside(each, world).catch((error: unknown) => {
      if (error instanceof CannotBeMade) return []
      throw error
    })
    const text = JSON.stringify(shown)
    expect(text.length).toBeLessThan(400_000)
    expect(text).not.toMatch(/eyJ[\w-]{20,}\.eyJ[\w-]{20,}/)
  })
})
