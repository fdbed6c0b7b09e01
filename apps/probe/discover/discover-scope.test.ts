import { expect, test } from 'vitest'
import { answeredWith, claimsOf, noCredentials, senderOf, sideOf, tokenOf } from '../engine/target.fixture.ts'
import { discover } from './discover.ts'
import { sayDiscovery } from './say-discovery.ts'

const run = (sender: ReturnType<typeof senderOf>) =>
  discover({ sender, issuerSide: sideOf(), url: new URL('https://orders.test/orders/7'), audiences: [] })

test('who wants a scope says which in its challenge, and gets it', async () => {
  const sender = senderOf(async (request) => {
    const token = tokenOf(request)
    if (token === undefined || token.split('.').length !== 3) return noCredentials()
    if (claimsOf(token)['scope'] === 'orders.write') return answeredWith(200, { orders: [1] })
    return answeredWith(403, {}, ['www-authenticate', 'Bearer error="insufficient_scope", scope="orders.write"'])
  })
  const found = await run(sender)
  expect(found).toMatchObject({ isFound: true, guess: { scope: 'orders.write' } })
  expect(sayDiscovery(found).join()).toContain('--scope=orders.write')
})

const wantsOrders = (need: object) =>
  senderOf(async (request) => {
    const token = tokenOf(request)
    if (token === undefined || token.split('.').length !== 3) return noCredentials()
    if (claimsOf(token)['scope'] === 'orders:read') return answeredWith(200, { orders: [1] })
    const body = { error: 'insufficient_scope', ...need }
    return answeredWith(403, body, ['www-authenticate', 'Bearer error="insufficient_scope"'])
  })

test('who wants a scope, and says which in the body alone, is found; who does not say which is told to name it', async () => {
  expect(await run(wantsOrders({ need: 'orders:read' }))).toMatchObject({ guess: { scope: 'orders:read' } })
  const found = await run(wantsOrders({}))
  expect(found).toMatchObject({ isFound: false, isForScope: true, why: expect.stringMatching(/--scope SCOPE/) })
  expect(sayDiscovery(found).join()).not.toMatch(/trust this issuer|--audience/)
})
