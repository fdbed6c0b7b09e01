import { expect } from 'vitest'
import type { LoneFactory } from './lone-factory.ts'
import { ask } from './play-all.ts'

/** Somebody logs in at one factory and renews at the other, and that renewal is spent at both. */
export async function expectRenewedOnce(one: LoneFactory, other: LoneFactory): Promise<void> {
  const keys = await Promise.all([one, other].map(({ port }) => ask(port, '/api/pkeys'))) // both open people, at once
  expect(keys[0]?.body.keys).toHaveLength(1)
  expect(keys[0]?.body).toEqual(keys[1]?.body)
  const issued = await post(one, '/api/login', { username: 'tester', password: 'tester' })
  expect(issued?.status).toBe(200)
  const { token, refresh } = issued?.body ?? {}
  const renewAt = (factory: LoneFactory) =>
    post(factory, '/api/renew', { refresh }, { authorization: `Bearer ${token}` })
  expect((await renewAt(other))?.status).toBe(200)
  for (const factory of [one, other]) expect((await renewAt(factory))?.status).toBe(401)
}

const post = ({ port }: LoneFactory, path: string, body: object, headers = {}) =>
  ask(port, path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
