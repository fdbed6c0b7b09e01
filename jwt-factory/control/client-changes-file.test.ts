import { expect, test } from 'vitest'
import { manualClock } from '#core/clock'
import { createControl } from '#core/control/control'
import { createRegister } from '../registered-clients/clients.ts'
import { changeableClients } from './client-changes.ts'

test('what the operator changes meanwhile comes below what was changed here, and is there after a reset', async () => {
  const clock = manualClock(0)
  const control = createControl({ machine: clock, isOn: true })
  const parts = { keysFolder: '.', clock, file: 'clients.json', tell: () => {} }
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
