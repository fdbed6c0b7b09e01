import { describe, expect, test } from 'vitest'
import { CATALOGUE, type AttackRequest, type AttackWorld } from '#attacks'
import { attackWorld } from './support/attack-world.ts'
import { openChanger } from './support/open-changer.ts'
import request from './support/request.ts'

// The cases that are ways of Stoke, against people in its dialect and without it. In both, commas are allowed in claims.

async function openPeopleParty(dialect: 'stoke' | 'strict') {
  const people = await openChanger(dialect)
  const { issuer: _, ...plain } = attackWorld({ path: people.path })
  const world: AttackWorld = { ...plain, given: people.token, renewal: people.renewal }
  const send = async ({ method, path = world.target.path, headers, body: sent }: AttackRequest) => {
    const asked = request(people.app)[method.toLowerCase() as 'get' | 'post' | 'patch'](path) // there are no others here
    const answer = await asked.set(Object.fromEntries(headers)).send(sent)
    return answer.status
  }
  return { ...people, world, send }
}

const sentToPeople = CATALOGUE.filter(({ party }) => party === 'stoke-people')

test('each weakness about people that we imitate is a case', () => {
  expect(sentToPeople.map(({ id }) => id)).toEqual([
    'dialect-stoke-a92-renewed-twice',
    'dialect-stoke-a94-comma',
    'dialect-stoke-a94-password-by-force',
  ])
})

describe.each(sentToPeople)('$id', (attack) => {
  const statusIn = async (dialect: 'stoke' | 'strict', changed: boolean) => {
    const { world, send } = await openPeopleParty(dialect)
    const statuses: number[] = []
    for (const { steps } of await attack.make(world, changed))
      for (const step of steps)
        statuses.push(step.do === 'send' ? await send(step.request) : expect.fail('it only sends'))
    return { last: statuses.at(-1) ?? 0, before: statuses.slice(0, -1) }
  }

  test('is there in the dialect, and gone without it', async () => {
    const [stoke, strict] = [await statusIn('stoke', true), await statusIn('strict', true)]
    expect([...stoke.before, stoke.last, ...strict.before].every((status) => status === 200)).toBe(true)
    expect(attack.expects.map((right) => right.slice(0, 3))).toContain(String(strict.last))
  })

  test('and what it changes is answered without the change', async () => {
    expect([(await statusIn('stoke', false)).last, (await statusIn('strict', false)).last]).toEqual([200, 200])
  })
})
