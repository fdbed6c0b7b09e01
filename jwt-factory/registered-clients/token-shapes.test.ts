import { expect, test } from 'vitest'
import type { Issuer } from '../issuer.ts'
import type { Client } from './clients.ts'
import type { TokenShape } from './token-shape.ts'
import { createTokenShapes } from './token-shapes.ts'

const MAIN: Issuer = { url: 'https://a.test', name: '@', ringId: '@' }
const DEMO: Issuer = { url: 'https://a.test/issuers/demo', name: 'demo', ringId: '@demo' }

const register = (declared: Record<string, Partial<Client>>, issuers: Record<string, TokenShape> = {}) => {
  const clients = new Map<string, Client>()
  for (const [id, one] of Object.entries(declared))
    clients.set(id, { id, audience: id, audiences: [], scopes: [], trustedIssuers: [], ...one })
  return { clients, shapes: createTokenShapes(clients, new Map(Object.entries(issuers))) }
}

test('who reads a token has the last word on how it looks, then the client that asks, then the issuer, for each member', () => {
  const { clients, shapes } = register(
    {
      reader: { audience: 'https://reader.test', algorithm: 'RS256' },
      asker: { algorithm: 'PS256', tokenType: 'JWT' },
      plain: {},
      modern: { tokenType: 'at+jwt' },
    },
    { '@': { algorithm: 'EdDSA' }, '@demo': { tokenType: 'JWT' } },
  )
  const [asker, plain] = [clients.get('asker'), clients.get('plain')]
  const of = (...args: Parameters<typeof shapes.of>) => Object.values(shapes.of(...args)).slice(0, 2)
  expect(of(MAIN, asker, 'https://reader.test')).toEqual(['RS256', 'JWT'])
  expect(of(MAIN, asker, 'modern')).toEqual(['PS256', 'at+jwt'])
  expect(of(MAIN, plain, 'https://reader.test')).toEqual(['RS256', undefined])
  expect(of(MAIN, asker, 'plain')).toEqual(['PS256', 'JWT'])
  expect(of(MAIN, plain, 'nobody')).toEqual(['EdDSA', undefined])
  expect(of(DEMO, plain, 'nobody')).toEqual([undefined, 'JWT'])
  expect(of(DEMO, undefined, 'reader')).toEqual([undefined, 'JWT']) // an id that is no audience
})

test('of claims of one name, that of the reader counts, then that of the client, then that of the issuer', () => {
  const { clients, shapes } = register(
    { reader: { claims: { a: 'reader' } }, asker: { claims: { a: 'asker', b: 'asker' } } },
    { '@': { claims: { a: 'issuer', b: 'issuer', c: 'issuer' } } },
  )
  const all = { a: 'reader', b: 'asker', c: 'issuer' }
  expect(shapes.of(MAIN, clients.get('asker'), 'reader').claims).toEqual(all)
  expect(shapes.ofToken(MAIN, { clientId: 'asker', aud: 'reader' }).claims).toEqual(all)
  expect(shapes.ofToken(DEMO, { clientId: undefined, aud: ['reader'] }).claims).toEqual({ a: 'reader' })
  expect(shapes.ofToken(DEMO, { clientId: undefined, aud: ['asker', 'reader'] }).claims).toEqual({})
})

test('all algorithms by which tokens of an issuer may be asked for are known, each once', () => {
  const { shapes } = register(
    { a: { algorithm: 'RS256' }, b: { algorithm: 'PS256' }, c: { algorithm: 'RS256' }, d: {} },
    { '@demo': { algorithm: 'EdDSA' } },
  )
  expect(shapes.algorithmsOf(MAIN)).toEqual(['RS256', 'PS256'])
  expect(shapes.algorithmsOf(DEMO)).toEqual(['RS256', 'PS256', 'EdDSA'])
})
