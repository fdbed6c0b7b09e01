import { expect, onTestFinished, test } from 'vitest'
import { json, openTestService } from '../test-service.ts'
import request from '../../../tests/support/request.ts'

const FACTORY = 'https://jwt-factory.test'
const ENDPOINTS = ['token_endpoint', 'jwks_uri', 'introspection_endpoint', 'revocation_endpoint']
const METADATA = { issuer: FACTORY, ...Object.fromEntries(ENDPOINTS.map((name) => [name, `${FACTORY}/${name}`])) }

const PEER_TIMEOUT = 600

test('a token that others wait for has a time limit of its own: a caller in a hurry does not spoil it for them', async () => {
  const service = await openTestService('servicea', {
    env: { FACTORY_URL: FACTORY, PEER_TIMEOUT: String(PEER_TIMEOUT) },
    peers: {
      'jwt-factory': ({ method }) =>
        json(200, method === 'GET' ? METADATA : { access_token: 'a', token_type: 'Bearer', expires_in: 300 }),
      serviceb: () => json(200, { valid: true, claims: {} }),
    },
  })
  onTestFinished(() => service.close())
  const inAHurry = { 'x-request-timeout-ms': '1' }
  await request(service.app).get('/scenario8?reuse=1').set(inAHurry).expect(200)
  const deadlines = (peer: string) =>
    service.asked.filter((asked) => asked.peer === peer).map(({ context }) => context.deadline)
  const half = (PEER_TIMEOUT / 2) * 1000 // on a clock that stands still
  expect(deadlines('jwt-factory')).toEqual([half, half]) // for the metadata, and for the token
  expect(deadlines('serviceb')).toEqual([1])

  service.asked.length = 0
  await request(service.app).get('/scenario8').set(inAHurry).expect(200)
  expect(deadlines('jwt-factory')).toEqual([1, 1]) // nobody else waits for this one
})
