import { expect, test } from 'vitest'
import {
  byUri,
  KEYS_URI,
  kidsOf,
  keySetText,
  doNothing,
  openPlane,
  ruleOf,
  someTurns,
  type SaidOutside,
} from './mesh-keys.fixture.ts'

const next = ruleOf({ jwksUri: 'http://next.example/jwks' })

test('other rules are used when their keys have been asked for, and all at once', async () => {
  const { plane, answers } = openPlane({ [KEYS_URI]: { text: keySetText('a') } })
  await plane.use([byUri], doNothing)
  const { promise, resolve } = Promise.withResolvers<SaidOutside>()
  answers['http://next.example/jwks'] = promise
  let used = 0
  const swapping = plane.use([next], () => void used++)
  await someTurns()
  expect([used, kidsOf(plane.keysOf(byUri)), plane.keysOf(next).kind]).toEqual([0, ['a'], 'away'])
  resolve({ text: keySetText('n') })
  expect(await swapping).toBe(true)
  expect([used, plane.keysOf(byUri).kind, kidsOf(plane.keysOf(next))]).toEqual([1, 'away', ['n']])
  expect(plane.state().sources).toBe(1)
})

test('of two sets of rules that overlap the later one wins', async () => {
  const { promise, resolve } = Promise.withResolvers<SaidOutside>()
  const { plane } = openPlane({ [KEYS_URI]: promise, 'http://next.example/jwks': { text: keySetText('n') } })
  const used: string[] = []
  const first = plane.use([byUri], () => void used.push('first'))
  const second = plane.use([next], () => void used.push('second'))
  expect(await second).toBe(true)
  resolve({ text: keySetText('a') })
  expect(await first).toBe(false)
  expect([used, plane.keysOf(byUri).kind]).toEqual([['second'], 'away'])
})

test('other rules that cannot be used change nothing', async () => {
  const { plane } = openPlane({ [KEYS_URI]: { text: keySetText('a') } })
  await plane.use([byUri], doNothing)
  const broken = plane.use([next], () => {
    throw new TypeError('a rule that is none')
  })
  await expect(broken).rejects.toThrow('a rule that is none')
  expect(kidsOf(plane.keysOf(byUri))).toEqual(['a'])
})

test('other rules keep what they share', async () => {
  const { plane, addresses } = openPlane({ [KEYS_URI]: { text: keySetText('a') } })
  await plane.use([byUri], doNothing)
  await plane.use([byUri, next], doNothing)
  expect(addresses()).toEqual([KEYS_URI, 'http://next.example/jwks'])
})

test('other rules may be many, and no more than two hundred sources are asked, eight at once', async () => {
  const { promise, resolve } = Promise.withResolvers<SaidOutside>()
  const rules = Array.from({ length: 300 }, (_, at) => ruleOf({ jwksUri: `http://many.example/${at}` }))
  const { plane, answers, asked, logged } = openPlane()
  for (const { jwksUri = '' } of rules) answers[jwksUri] = promise
  const using = plane.use(rules, doNothing)
  await someTurns()
  expect(asked).toHaveLength(8)
  resolve({ text: '{"keys":[]}' })
  await using
  expect(asked).toHaveLength(200)
  expect(logged).toContainEqual(expect.objectContaining({ event: 'too-many-key-sets', sources: 300 }))
})
