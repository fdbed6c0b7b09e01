import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import { createKitToken, type TokenPlan } from './kit-token.ts'

function start() {
  const plans: TokenPlan[] = []
  const token = createKitToken(async (plan) => `token ${plans.push(plan)}`)
  return { token, plans }
}

test('a token is made once, when it is awaited, and what is different makes another', async () => {
  const { token, plans } = start()
  expect(plans).toEqual([])
  expect([await token, await token]).toEqual(['token 1', 'token 1'])
  expect(await token.expired('5m').with({ claims: { a: 1 }, header: { b: 2 } })).toBe('token 2')
  expect(plans).toEqual([
    { claims: {}, header: {}, without: [] },
    { claims: { a: 1 }, header: { b: 2 }, without: [], expiredAgo: '5m' },
  ])
})

test('what is said later counts, and nothing changes what was there before', async () => {
  const { token, plans } = start()
  const other = token.without('a', 'b').with({ claims: { a: 1 } })
  await other.with({ claims: { a: 2 } }).signedBy('nobody')
  await other
  expect(plans).toEqual([
    { claims: { a: 2 }, header: {}, without: ['b'], signedBy: 'nobody' },
    { claims: { a: 1 }, header: {}, without: ['b'] },
  ])
})

test('whoever forgets to await it hears so, and sends nothing', () => {
  const { token, plans } = start()
  const forgotten = 'A token is made when you await it'
  expect(() => `Bearer ${String(token)}`).toThrow(forgotten)
  expect(() => new Headers({ authorization: token as never })).toThrow(forgotten)
  expect(() => JSON.stringify({ token })).toThrow(forgotten)
  expect(() => 'Bearer '.concat(token as never)).toThrow(forgotten)
  expect(inspect(token)).toBe('[A token, not awaited yet]')
  expect(plans).toEqual([])
})

test('an error in the making is one of whoever awaits it', async () => {
  const token = createKitToken(() => Promise.reject(new Error('it fails')))
  await expect(token).rejects.toThrow('it fails')
  await expect(Promise.resolve(token)).rejects.toThrow('it fails')
})
