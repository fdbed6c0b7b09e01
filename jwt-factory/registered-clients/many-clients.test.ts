import { expect, test } from 'vitest'
import { manualClock, nextTurn } from '#core/clock'
import { ClientsFault, parseClients } from './client-file.ts'
import { createClients } from './clients.ts'

const CLIENT = { secret: 'long enough to be one', audiences: [], scopes: [] }
const many = (count: number, value: unknown, prefix = 'c') =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [`${prefix}${at}`, value]))
const parse = (value: unknown) => parseClients('clients.json', JSON.stringify(value))
const faultsOf = async (value: unknown): Promise<readonly string[]> => {
  const error = await parse(value).catch((error: unknown) => error)
  return error instanceof ClientsFault ? error.faults : []
}

/** How often other work had its turn meanwhile. */
async function turnsDuring(task: Promise<unknown>): Promise<number> {
  const meanwhile = { turns: 0, isOver: false }
  void task.finally(() => (meanwhile.isOver = true))
  while (!meanwhile.isOver) {
    await nextTurn()
    meanwhile.turns++
  }
  return meanwhile.turns
}

test('while thousands of clients are read and made, other work goes on', async () => {
  const text = { ...many(3500, CLIENT), ...many(100, {}, '@i') }
  expect(await turnsDuring(parse(text))).toBeGreaterThan(200)
  const { clients } = await parse(text)
  const parts = { keysFolder: '.', clock: manualClock(0), file: 'clients.json', tell: () => {} }
  expect(await turnsDuring(createClients(clients, parts))).toBeGreaterThan(30)
})

test.each([
  ['clients', many(5000, { ...CLIENT, secret: 'x' })],
  ['issuers', many(5000, { algorithm: 'x' }, '@i')],
  ['names', many(5000, CLIENT, 'a b')],
  ['members', { a: { ...CLIENT, ...many(900, 1) } }],
  ['entries', { a: { ...CLIENT, audiences: Array(900).fill(1), scopes: Array(900).fill(1) } }],
])('of very many faulty %s a hundred are named', async (_what, value) => {
  expect(await faultsOf(value)).toHaveLength(100)
})

test('a list or a declaration that is too long is named, and not looked at', async () => {
  const long = Array(1001).fill('x')
  expect(
    await faultsOf({
      a: { ...CLIENT, audiences: long, scopes: Array(200_000).fill(1), jwks: { keys: [] } },
      b: many(1001, 1),
      c: { ...CLIENT, audiences: long.slice(1) },
      '@d': many(1001, 1),
    }),
  ).toEqual([
    'a.audiences  has more than 1000 entries',
    'a.scopes  has more than 1000 entries',
    'b  has more than 1000 members',
    '@d  has more than 1000 members',
  ])
})
