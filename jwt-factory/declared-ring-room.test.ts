import { afterEach, beforeEach, expect, test } from 'vitest'
import { ALL_ALGORITHMS } from '#core/token/algorithms'
import { parseClients } from './registered-clients/client-file.ts'
import { MAX_DECLARED_RINGS } from './registered-clients/declared-room.ts'
import type { TokenShape } from './registered-clients/token-shape.ts'
import { createRingRoom, MOST_OF_ONE_CLIENT, type RingRoom } from './ring-room.ts'
import { openTestIssuer, type TestIssuer } from './test-issuer.ts'

const RINGS_OF_OTHERS = 100

let factory: TestIssuer
let made: Map<string, number>
let declared: Map<string, TokenShape>
let room: RingRoom
beforeEach(async () => {
  factory = await openTestIssuer()
  made = new Map()
  declared = new Map()
  room = createRingRoom({ rings: namesOnly(), use: factory.use, firstRings: ['@'], declared, machine: factory.clock })
})
afterEach(() => factory.close())

/** Rings that are names only. */
const namesOnly = () => ({
  ...factory.rings,
  ids: () => [...made.keys()],
  active: (ringId: string) => (made.has(ringId) ? ({} as never) : undefined),
  entries: (ringId: string) => [{ since: made.get(ringId) } as never],
  remove: async (ringId: string) => made.delete(ringId),
})
const admit = async (ringId: string) => {
  await room.admit(ringId, async () => void made.set(ringId, made.size))
  factory.clock.advance({ seconds: 3 }) // no more in a while than there is room for
}
const useIt = (ringId: string, client: string, rings = [ringId]) =>
  room.hold(rings, client, async () => {
    await admit(ringId)
    for (const each of rings) await factory.use.note(each, client)
  })
const namedIssuers = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, at) => [`@i${at}`, {}]))
const readClients = (value: object) => parseClients('clients.json', JSON.stringify(value))
const refused = (why: RegExp) => ({ type: 'too-many-keys', message: expect.stringMatching(why) })

test('one client holds a share of what nobody has declared: there is room for others, whatever names it thinks of', async () => {
  const many = Array.from({ length: 150 }, (_, at) => useIt(`@a${at}`, 'a'))
  const ends = await Promise.allSettled(many)
  expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(MOST_OF_ONE_CLIENT)
  await expect(useIt('@more', 'a')).rejects.toMatchObject(refused(/^The client holds 80 rings.*DELETE.*declared/))
  await useIt('@a0', 'a') // one that it has already
  await useIt('@b', 'b')
  factory.clock.advance({ hours: 3 })
  await useIt('@later', 'a') // what it held is not in use any more
})

test('the share holds for further rings, too', async () => {
  for (let at = 0; at < 40; at++) {
    await admit(`@a${at}@EdDSA`)
    await useIt(`@a${at}`, 'a', [`@a${at}`, `@a${at}@EdDSA`])
  }
  await expect(useIt('@a0', 'a', ['@a0', '@a0@RS256'])).rejects.toMatchObject(refused(/^The client holds/))
})

test('a declared issuer finds room with all its rings, however many others are in use; it never goes for another', async () => {
  declared.set('@demo', {})
  for (let at = 0; at < RINGS_OF_OTHERS; at++) await useIt(`@i${at}`, `c${at}`)
  await expect(useIt('@one-more', 'x')).rejects.toMatchObject(refused(/No issuer was made/))
  for (const algorithm of ALL_ALGORITHMS) await admit(`@demo@${algorithm}`)
  await useIt('@demo', 'c0')
  factory.clock.advance({ hours: 3 })
  for (let at = 0; at < 150; at++) await admit(`@later${at}`)
  expect([...made.keys()].filter((ringId) => ringId.startsWith('@demo'))).toHaveLength(ALL_ALGORITHMS.length + 1)
  expect(made.size).toBe(RINGS_OF_OTHERS + ALL_ALGORITHMS.length + 1)
})

test('issuers that are declared no longer make room as others do, all at once', async () => {
  for (let at = 0; at < 50; at++) declared.set(`@d${at}`, {})
  for (let at = 0; at < 50; at++) await admit(`@d${at}`)
  for (let at = 0; at < RINGS_OF_OTHERS; at++) await admit(`@i${at}`)
  expect(made.size).toBe(RINGS_OF_OTHERS + 50)
  declared.clear()
  factory.clock.advance({ minutes: 5 })
  await admit('@new')
  expect([made.size, made.has('@new')]).toEqual([RINGS_OF_OTHERS, true])
})

test('a token for one issuer more than the share is refused with 429, and makes no key', async () => {
  for (let at = 0; at < MOST_OF_ONE_CLIENT; at++) await factory.use.note(`@held${at}`, 'servicea')
  const { status, body } = await factory.ask('servicea', {}, '/issuers/one-more/token')
  expect([status, body.error_description]).toEqual([429, expect.stringContaining('The client holds 80 rings')])
  expect(factory.rings.ids()).not.toContain('@one-more')
  await factory.ask('serviceb', { audience: 'servicec' }, '/issuers/one-more/token').expect(200)
  expect((await factory.use.holders()).get('@one-more')).toBe('serviceb')
})

test('a file that declares more issuers than there is room for is refused', async () => {
  await readClients({ ...namedIssuers(MAX_DECLARED_RINGS), '@': { algorithm: 'RS256' } })
  await expect(readClients(namedIssuers(MAX_DECLARED_RINGS + 1))).rejects.toThrow(
    /need 101 rings of keys.*100 is the most/,
  )
  const half = { ...namedIssuers(50), a: { audience: 'x', algorithm: 'RS256' } }
  await readClients({ ...half, '@i0': { algorithm: 'RS256' } })
  await expect(readClients({ ...half, '@i0': { algorithm: 'EdDSA' } })).rejects.toThrow(/need 101 rings/)
})
