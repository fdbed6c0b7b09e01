import type { Response } from 'supertest'
import type { Environment } from '#core/config/setting'
import type { Duration } from '#core/clock'
import type { Store } from '#core/store/store'
import { keyAddress, newPublisher, type Publisher, type SigningOrder } from '../../tests/support/publisher.ts'
import { createFactory } from '../factory.ts'
import { openTestParts, type TestParts } from '../test-parts.ts'
import request from '../../tests/support/request.ts'

export const REGISTRY_ORIGIN = 'http://localhost:8888'

/** The service, unless a test says another. */
export const SERVICE = 'orders'

/** A registry for route tests: in memory, with a clock that is moved by hand. Close it afterwards. */
export interface TestRegistry extends TestParts {
  http: ReturnType<typeof request>
  seconds(): number
  advance(by: Duration): void
  /** A JWT of that key, good unless something else is said. */
  jwt(by: Publisher, order?: Partial<SigningOrder>): Promise<string>
  put(key: Publisher, more?: Publishing): Promise<Response>
  get(key: Publisher): Promise<Response>
  remove(key: Publisher, by?: Publisher): Promise<Response>
  /** The states of all keys of a service, the newest first. */
  states(service?: string): Promise<string[]>
  /** A key of the service that is approved: its first, unless a person has to do with it. */
  approved(): Promise<Publisher>
  /** The next key, signed by the one before. */
  rotate(before: Publisher): Promise<Publisher>
}

export interface Publishing {
  /** Who signs; the key itself, if nobody else. */
  by?: Publisher
  service?: string
  query?: string
  claims?: Record<string, unknown>
}

export async function openTestRegistry(options: { env?: Environment; store?: Store } = {}): Promise<TestRegistry> {
  const env = { FACTORY_URL: REGISTRY_ORIGIN, ...options.env }
  const parts = await openTestParts({ start: '2026-11-26T12:00:00Z', ringIds: ['@', 'servicea'], ...options, env })
  const http = request(createFactory(parts))
  const seconds = () => Math.floor(parts.clock.now() / 1000)
  const jwt: TestRegistry['jwt'] = (by, order) =>
    by.sign({ service: SERVICE, origin: REGISTRY_ORIGIN, now: seconds(), ...order })
  const put: TestRegistry['put'] = async (key, { by = key, service = SERVICE, query = '', claims = {} } = {}) => {
    const token = await jwt(by, { service, claims })
    const address = `${keyAddress(service, key.kid)}${query}`
    return http.put(address).auth(token, { type: 'bearer' }).send(key.document)
  }
  return {
    ...parts,
    http,
    seconds,
    jwt,
    put,
    advance: (by) => parts.clock.advance(by),
    get: async (key) => http.get(keyAddress(SERVICE, key.kid)),
    async remove(key, by = key) {
      return http.delete(keyAddress(SERVICE, key.kid)).auth(await jwt(by), { type: 'bearer' })
    },
    async states(service = SERVICE) {
      const { body } = await http.get(`/control/registry?like=${service}`).set('host', 'localhost')
      return (body.services[0]?.keys ?? []).map(({ state }: { state: string }) => state)
    },
    async approved() {
      const key = await newPublisher('ES256')
      await put(key)
      await parts.registry.approve(SERVICE, key.kid)
      return key
    },
    async rotate(before) {
      const next = await newPublisher('ES256')
      const { status, text } = await put(next, { by: before })
      if (status !== 200) throw new Error(`${status}: ${text}`)
      return next
    },
  }
}
