import { createPublicKey } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openTestFactory, type TestFactory } from '../test-factory.ts'
import request from '../../tests/support/request.ts'

let factory: TestFactory
beforeEach(async () => {
  factory = await openTestFactory({ ringIds: ['@', 'servicea'] })
})
afterEach(() => factory.close())

const PEM = 'application/x-pem-file'
const JSON_TYPE = 'application/json'

/** What each route answers to whoever wants nothing special. */
const ROUTES = [
  ['get', '/keys/servicea', JSON_TYPE],
  ['get', '/keys', JSON_TYPE],
  ['post', '/keys/servicea', JSON_TYPE],
  ['post', '/keys?prepare=1', JSON_TYPE],
  ['get', '/issuers/near/keys', JSON_TYPE],
  ['get', '/utils/publicKey/servicea', 'text/plain; charset=utf-8'],
] as const

describe.each(ROUTES)('%s %s', (method, path, usual) => {
  const ask = (accept?: string) => {
    const asking = request(factory.app)[method](path).buffer(true)
    return accept === undefined ? asking.unset('accept') : asking.set('accept', accept)
  }

  test.each([
    PEM,
    'APPLICATION/X-PEM-FILE',
    `${PEM}, application/json;q=0.9, text/plain;q=0.9, */*;q=0.1`,
    `application/json;q=0, text/plain;q=0, */*`,
  ])('is a PEM for whoever would rather have that: %s', async (accept) => {
    const { headers, text: pem, status } = await ask(accept)
    expect([status, headers['content-type']]).toEqual([method === 'post' ? 201 : 200, PEM])
    expect(headers['vary']).toMatch(/accept/i)
    expect(headers['cache-control']).toBe('no-store')
    expect(pem).toMatch(/^-----BEGIN PUBLIC KEY-----\n[^]+-----END PUBLIC KEY-----\n$/)
    expect(createPublicKey(pem).export({ format: 'jwk' })).toMatchObject({ kty: 'EC', crv: 'P-256' })
  })

  test.each([undefined, '*/*', `*/*, ${PEM};q=0.5`, 'text/html, */*;q=0.8', 'image/png', ';;,,', `${PEM};q=0`])(
    'is what it always was for others, who also hear that it depends: %s',
    async (accept) => {
      const { headers } = await ask(accept).expect(method === 'post' ? 201 : 200)
      expect(headers['content-type']).toBe(usual)
      expect(headers['vary']).toMatch(/accept/i)
    },
  )
})

test('the PEM is the key of the JSON answer', async () => {
  const { body } = await request(factory.app).get('/keys/servicea')
  const { text: pem } = await request(factory.app).get('/keys/servicea').set('accept', PEM).buffer(true)
  expect(Buffer.from(pem.trimEnd()).toString('base64')).toBe(body.publicKey)
})
