import { expect, test } from 'vitest'
import { world } from './target.fixture.ts'
import { watchAll } from './watches.ts'

const PLAYED = { reading: { verdict: 'refused' } } as const

test.each<[string, number, number, boolean]>([
  ['one read is right', 1, 0.4, false],
  ['two at once are not', 2, 0.4, true],
  ['two are, where a second lies between', 2, 1.2, false],
  ['one for each token is not, however long it takes', 200, 20, true],
])('a flood of unknown key ids: %s', (_what, keySetReads, seconds, isFault) => {
  const scene = { world, attempt: { steps: [], tokens: [] }, played: PLAYED, visits: 0, keySetReads, seconds }
  const faults = watchAll(['one-key-set-read'], scene).filter(({ fault }) => fault !== undefined)
  expect(faults.length > 0).toBe(isFault)
})

test.each<[string, number, number, string | undefined]>([
  ['as many as others read', 6, 10, 'doubt'],
  ['many more than others read', 60, 10, 'fault'],
  ['no more than it may', 1, 10, undefined],
])('where others read the key set, too, a flood that costs %s', (_what, keySetReads, readsInQuiet, said) => {
  const scene = { world, attempt: { steps: [], tokens: [] }, played: PLAYED, visits: 0, keySetReads, readsInQuiet, seconds: 0.4 } // prettier-ignore
  expect(watchAll(['one-key-set-read'], scene).flatMap(Object.keys)).toEqual(said === undefined ? [] : [said])
})

const answering = (body: string) => {
  const answer = { status: 200, headers: [], body, milliseconds: 1 }
  const played = { reading: { verdict: 'believed' as const }, outcome: { kind: 'answered' as const, answer } }
  const scene = { world, attempt: { steps: [], tokens: [] }, played, visits: 0, keySetReads: 0, seconds: 0 }
  return watchAll(['token-identity'], scene).map(({ fault, remark }) => fault ?? remark)
}

const OWN = String(world.good().claims['sub'])

test.each([
  ['{"orders":[]}', ['whom the target takes the caller for cannot be seen in its answer']],
  [JSON.stringify({ message: `Hello, ${OWN}` }), []],
  [JSON.stringify({ claims: { sub: OWN } }), []],
  [`Hello, ${OWN}\n`, []],
  [JSON.stringify({ message: `${OWN} asks as admin` }), ['whom the target takes the caller for cannot be seen in its answer']],
  [JSON.stringify({ claims: { sub: 'admin' } }), ['it acts for whom the caller names beside the token: its answer speaks of admin']],
])('of an answer that is %s it is said whether it shows the caller', (body, said) => {
  expect(answering(body)).toEqual(said)
}) // prettier-ignore
