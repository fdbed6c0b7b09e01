import type { Test } from 'supertest'
import { createFactory } from '../factory.ts'
import { basic, START } from '../test-issuer.ts'
import { openTestParts, type TestParts } from '../test-parts.ts'
import request from '../../tests/support/request.ts'

/** A factory whose clients a test changes while it runs. Close it afterwards. */
export interface ChangingFactory extends TestParts {
  http: ReturnType<typeof request>
  /** Registers or changes a client. */
  put(id: string, body: object): Test
  /** Client credentials, by HTTP Basic. */
  askAs(id: string, secret: string, form?: object): Test
}

export const CLIENT_SECRET = 'hunter2-hunter2-hunter2'
export const DECLARED = { secret: CLIENT_SECRET, audiences: ['serviceb'], scopes: ['orders.read'] }

export async function openChangingFactory(): Promise<ChangingFactory> {
  const parts = await openTestParts({ start: START, ringIds: ['@', 'servicea'] })
  const http = request(createFactory(parts))
  return {
    ...parts,
    http,
    put: (id, body) => http.put(`/control/clients/${id}`).send(body),
    askAs: (id, secret, form = {}) =>
      http
        .post('/token')
        .type('form')
        .set('authorization', basic(id, secret))
        .send({ grant_type: 'client_credentials', ...form }),
  }
}
