import { describe, expect, test } from 'vitest'
import { manualClock } from '#core/clock'
import { createControl } from '#core/control/control'
import type { Log } from '#core/log'
import type { Declarations } from '../registered-clients/client-file.ts'
import { createRegister } from '../registered-clients/clients.ts'
import { changeableClients } from './client-changes.ts'

const clock = manualClock(0)
const parts = { keysFolder: '.', clock, file: 'clients.json', tell: () => {} }
const registerOf = (clients: Record<string, object>, issuers: Declarations['issuers'] = {}) =>
  createRegister({ clients: clients as Declarations['clients'], issuers }, parts)

/** What is changed here, the log, and what whoever asks is told. */
async function changing(clients: Record<string, object>) {
  const logged: string[] = []
  const log = { info: ({ act }: { act: string }) => logged.push(act) } as unknown as Log // all that is used of it
  const control = createControl({ machine: clock, isOn: true, log })
  const changes = changeableClients(await registerOf(clients), parts, control)
  const shown = () => Object.fromEntries([...changes.clients.values()].map(({ id, audience }) => [id, audience]))
  return { ...changes, control, logged, shown }
}

describe('a change that cannot stand beside what the file says by now is taken back, and that is told', () => {
  test.each<[string, Record<string, object>, Declarations['issuers']?]>([
    ['its audience is of another', { orders: { audience: 'urn:new' } }],
    ['its audience is the id of another', { 'urn.new': { audience: 'x' }, orders: { audience: 'y' } }],
    ['another has its id as the audience', { orders: { audience: 'tester' } }],
    ['another calls it by its id', { orders: { audience: 'o', audiences: ['tester'] } }],
    ['another speaks for it', { orders: { audience: 'o', claims: { sub: 'tester' } } }],
    ['an issuer speaks for it', { orders: { audience: 'o' } }, { '@': { claims: { sub: 'Tester' } } }],
  ])('%s', async (why, file, issuers) => {
    const at = await changing({ a: { audience: 'a1' } })
    await at.put('tester', { audience: why.includes('id of another') ? 'urn.new' : 'urn:new' })
    await at.put('other', { audience: 'urn:other' })
    at.logged.length = 0
    at.take(await registerOf(file, issuers))
    expect(Object.keys(at.shown()).sort()).toEqual([...Object.keys(file), 'other'].sort())
    const told = 'changes of clients were taken back, which clash with clients.json: tester'
    expect(at.logged).toEqual([told])
    expect(at.control.say()).toEqual(['registered clients were changed: other', told])
  })

  test('and is told no longer when it is made again, so that it can stand', async () => {
    const at = await changing({})
    await at.put('tester', { audience: 'urn:new' })
    at.take(await registerOf({ orders: { audience: 'urn:new' } }))
    await at.put('tester', { audience: 'urn:other' })
    expect(at.control.say()).toEqual(['registered clients were changed: tester'])
  })

  test('also where one that was changed or removed comes back by it', async () => {
    const at = await changing({ a: { audience: 'urn:a' }, b: { audience: 'urn:b' } })
    await at.put('a', { audience: 'urn:x' })
    at.remove('b')
    await at.put('c', { audience: 'urn:a' })
    await at.put('d', { audience: 'urn:b' })
    at.take(await registerOf({ a: { audience: 'urn:a' }, b: { audience: 'urn:b' }, e: { audience: 'urn:x' } }))
    expect(at.shown()).toEqual({ a: 'urn:a', d: 'urn:b', e: 'urn:x' })
    await at.control.reset()
    expect([at.shown(), at.control.say()]).toEqual([{ a: 'urn:a', b: 'urn:b', e: 'urn:x' }, []])
  })

  test('what the file clashes with by itself is no fault of a change', async () => {
    const at = await changing({})
    await at.put('tester', { audience: 'urn:new' })
    at.take(await registerOf({ a: { audience: 'urn:1' }, b: { audience: 'urn:1' } }))
    expect(Object.keys(at.shown())).toEqual(['a', 'b', 'tester'])
  })
})

test('a client of the file that was changed here stays changed until the next reset, and the log says for which that is so', async () => {
  const at = await changing({ a: { audience: 'a1' } })
  await at.put('a', { audience: 'changed' })
  await at.put('new', { audience: 'changed-too' })
  at.logged.length = 0
  at.take(await registerOf({ a: { audience: 'a2' }, new: { audience: 'n2' }, b: { audience: 'b' } }))
  expect(at.shown()).toEqual({ a: 'changed', new: 'changed-too', b: 'b' })
  expect(at.logged).toEqual(['until the next reset, clients.json does not count for: a, new'])
})

test('nobody is registered for whom an issuer speaks already', async () => {
  const at = await changing({})
  at.take(await registerOf({}, { '@demo': { claims: { sub: 'tester' } } }))
  await expect(at.put('tester', { audience: 'x' })).rejects.toThrow(/claims\.sub: is another client/)
})

const issuersOf = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [`@i${at}`, { tokenType: 'JWT' as const }]))

test('declared issuers keep their room: no change asks for more rings of keys than there are', async () => {
  const at = await changing({})
  at.take(await registerOf({}, issuersOf(50)))
  await at.put('one', { audience: 'x', algorithm: 'RS256' })
  await expect(at.put('two', { audience: 'y', algorithm: 'ES384' })).rejects.toThrow(/issuers.*need 150 rings/)
  await at.put('two', { audience: 'y', algorithm: 'RS256' })
  at.take(await registerOf({}, issuersOf(51)))
  expect(at.shown()).toEqual({})
})

test('what the operator changes meanwhile comes below what was changed here, and is there after a reset', async () => {
  const control = createControl({ machine: clock, isOn: true })
  const register = (audiences: Record<string, string>) =>
    createRegister(
      {
        clients: Object.fromEntries(Object.entries(audiences).map(([id, audience]) => [id, { audience }])),
        issuers: {},
      },
      parts,
    )
  const {
    clients,
    issuers,
    take,
    put: change,
    remove,
  } = changeableClients(await register({ a: 'a1', b: 'b1' }), parts, control)
  const shown = () => Object.fromEntries([...clients.values()].map(({ id, audience }) => [id, audience]))
  await change('a', { audience: 'changed' })
  await change('c', { audience: 'new' })
  remove('b')
  take(await register({ a: 'a2', b: 'b2', d: 'd2' }))
  expect(shown()).toEqual({ a: 'changed', c: 'new', d: 'd2' })
  await control.reset()
  expect(shown()).toEqual({ a: 'a2', b: 'b2', d: 'd2' })

  take({ clients: new Map(), issuers: new Map([['@demo', { algorithm: 'RS256' }]]) })
  expect([shown(), [...issuers.keys()]]).toEqual([{}, ['@demo']])
})
