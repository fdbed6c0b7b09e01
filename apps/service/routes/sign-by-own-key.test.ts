import { afterEach, expect, test } from 'vitest'
import { openTestService, type TestService } from '../test-service.ts'
import { fixedKeys } from '#core/keys/key-set'
import { verifySignature } from '#core/token/verify-signature'
import request from '../../../tests/support/request.ts'

let service: TestService | undefined
afterEach(() => service?.close())

const sign = async (body: object, env = {}) => {
  service = await openTestService('servicea', { env })
  return request(service.app).post('/control/sign').send(body)
}

test.each([[{}], [{ ALGORITHM: 'PS256' }]])('a service signs any text with its own key %j', async (env) => {
  const payload = '{"sub":"a","sub":"b"'
  const { status, text, headers } = await sign({ payload, header: { typ: 'x', alg: 'none', kid: 'no' } }, env)
  expect([status, headers['content-type']]).toEqual([200, 'application/jwt'])
  const key = service!.keys.active('servicea')!
  const [header = ''] = text.split('.')
  expect(JSON.parse(Buffer.from(header, 'base64url').toString())).toEqual({
    typ: 'x',
    alg: key.algorithm,
    kid: key.kid,
  })
  const signed = await verifySignature(text.trim(), {
    algorithms: [key.algorithm],
    keys: fixedKeys([key.verification]),
  })
  expect(Buffer.from(signed).toString()).toBe(payload)
})

test('not for a page of another origin, nor what is no order', async () => {
  expect((await sign({ payload: 1 })).status).toBe(400)
  const foreign = request(service!.app).post('/control/sign').set('origin', 'https://elsewhere.test')
  expect((await foreign.send({ payload: '{}' })).status).toBe(403)
})
