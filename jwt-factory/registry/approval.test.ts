import { afterEach, describe, expect, test } from 'vitest'
import { newPublisher } from '../../tests/support/publisher.ts'
import { openTestRegistry, SERVICE, type TestRegistry } from './registry.fixture.ts'

let registry: TestRegistry
const open = async (approval: string) => (registry = await openTestRegistry({ env: { REGISTRY_APPROVAL: approval } }))
afterEach(() => registry.close())

describe('with REGISTRY_APPROVAL=first', () => {
  test('the first key of a service is approved unseen, and no other is', async () => {
    const { put, get, states } = await open('first')
    const [first, second] = [await newPublisher(), await newPublisher('EdDSA')]
    expect(await put(first)).toMatchObject({ status: 200, body: { kid: first.kid, state: 'approved' } })
    expect(await get(first)).toMatchObject({ status: 200, body: first.document })
    expect(await put(second)).toMatchObject({ status: 202, body: { state: 'pending' } })
    expect(await states()).toEqual(['pending', 'approved'])
  })

  test('whoever comes when all keys of a service are gone is not its first: a person looks at that key', async () => {
    const { put, remove, states } = await open('first')
    const [first, second] = [await newPublisher('ES256'), await newPublisher('ES256')]
    await put(first)
    expect((await remove(first)).status).toBe(204)
    expect((await put(second)).status).toBe(202)
    expect(await states()).toEqual(['pending', 'revoked'])
  })

  test('a key that was revoked stays so, whoever publishes it again', async () => {
    const { put, remove, approved, rotate } = await open('first')
    const next = await rotate(await approved())
    await remove(next)
    expect(await put(next)).toMatchObject({ status: 403, body: { detail: expect.stringContaining('revoked') } })
  })

  test('one who has lost the answer publishes again, and nothing changes', async () => {
    const { put, approved, states } = await open('first')
    const [first, next, waiting] = [await approved(), await newPublisher('ES256'), await newPublisher('ES256')]
    for (const status of [200, 200]) expect((await put(next, { by: first })).status).toBe(status)
    for (const status of [202, 202]) expect((await put(waiting)).status).toBe(status)
    expect((await put(next)).status).toBe(200)
    expect(await states()).toEqual(['pending', 'approved', 'retired'])
  })
})

test('with REGISTRY_APPROVAL=ask a person approves the first key too, and rotations go by themselves', async () => {
  const { put, get, rotate, registry: keys, states } = await open('ask')
  const first = await newPublisher('ES256')
  expect((await put(first)).status).toBe(202)
  expect((await get(first)).status).toBe(409)
  await keys.approve(SERVICE, first.kid)
  expect((await get(first)).status).toBe(200)
  await rotate(first)
  expect(await states()).toEqual(['approved', 'retired'])
})

test('a key that waits comes in at once when an approved key of the service signs for it', async () => {
  const { put, approved, states } = await open('first')
  const [first, next] = [await approved(), await newPublisher('ES256')]
  expect((await put(next)).status).toBe(202)
  expect((await put(next, { by: first })).status).toBe(200)
  expect(await states()).toEqual(['approved', 'retired'])
})

test('with REGISTRY_APPROVAL=all a rotation waits too, and the old key signs until a person approves the next', async () => {
  const { put, approved, registry: keys, states } = await open('all')
  const [first, next] = [await approved(), await newPublisher('ES256')]
  expect((await put(next, { by: first })).status).toBe(202)
  expect(await states()).toEqual(['pending', 'approved'])
  await keys.approve(SERVICE, next.kid)
  expect(await states()).toEqual(['approved', 'retired'])
})
