import { afterAll, beforeAll, expect, test } from 'vitest'
import { CATALOGUE, type AttackStep, type AttackWorld } from '#attacks'
import type { TestIssuer } from '../jwt-factory/test-issuer.ts'
import { askFactory, openIssuerWorld } from './support/issuer-world.ts'

let factory: TestIssuer
let world: AttackWorld
beforeAll(async () => void ({ factory, world } = await openIssuerWorld()))
afterAll(() => factory.close())

/** What the factory answers, in the words of the catalogue: of several that fit, all. */
async function answersOf(step: AttackStep): Promise<{ words: string[]; body: Record<string, unknown> }> {
  if (step.do !== 'ask-issuer') expect.fail(`nobody asks an issuer by ${step.do}`)
  const { status, body } = await askFactory(factory, step.endpoint, step.request)
  return { words: [String(status), `${status} ${body['error']}`, ...(status === 413 ? ['4xx size'] : [])], body }
}

const atIssuer = CATALOGUE.filter(({ family, id }) => family === 'issuer' || id === 'dos-body-token')

test.each(atIssuer)('$id gets an answer that is right, and the same without its change is granted', async (attack) => {
  for (const { steps, label } of await attack.make(world, true)) {
    const answers = []
    for (const step of steps) answers.push(await answersOf(step))
    for (const { words } of answers.slice(0, -1)) expect(words, 'the preparation').toContain('200')
    const last = answers.at(-1)
    expect(
      last?.words.some((word) => attack.expects.some((right) => right === word)),
      `${label}: ${last?.words}`,
    ).toBe(true)
    if (attack.watched?.includes('inactive-alone')) expect(last?.body).toEqual({ active: false })
  }
  for (const { steps, label } of await attack.make(world, false)) {
    for (const step of steps) expect((await answersOf(step)).words, label).toContain('200')
  }
})
