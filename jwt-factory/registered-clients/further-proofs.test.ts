import { describe, expect, test } from 'vitest'
import { manualClock } from '#core/clock'
import { parseClients } from './client-file.ts'
import { createClients } from './clients.ts'

const parts = { keysFolder: '/nowhere', clock: manualClock(0), file: 'clients.json', tell: () => {} }
const BASE = { audiences: [], scopes: [] }
const read = async (declared: object) => {
  const { clients } = await parseClients('clients.json', JSON.stringify({ a: { ...BASE, ...declared } }))
  return (await createClients(clients, parts)).get('a')
}
const SECRET = { secret: 'long enough to be one' }

describe('assertionAlone', () => {
  test('is what the declaration says, and no by itself', async () => {
    expect(await read({ ...SECRET, assertionAlone: true })).toMatchObject({ assertionAlone: true })
    for (const declared of [SECRET, { ...SECRET, assertionAlone: false }])
      expect(await read(declared)).not.toHaveProperty('assertionAlone')
  })

  test('with an issuer that it trusts, a client needs neither a secret nor keys', async () => {
    expect(await read({ assertionAlone: true, trustedIssuers: ['far'] })).toMatchObject({ trustedIssuers: ['far'] })
    for (const declared of [
      { assertionAlone: true },
      { assertionAlone: true, trustedIssuers: [] },
      { trustedIssuers: ['far'] },
    ])
      await expect(read(declared)).rejects.toThrow(/a +needs a secret, publicKeys/)
  })

  test('is true or false', async () => {
    for (const assertionAlone of ['true', 1, null])
      await expect(read({ ...SECRET, assertionAlone })).rejects.toThrow(/a\.assertionAlone +must be true or false/)
  })
})
