import { afterEach, describe, expect, test } from 'vitest'
import { newPublisher } from '../../tests/support/publisher.ts'
import { openTestRegistry, SERVICE, type TestRegistry } from './registry.fixture.ts'
import { MOST_STRANGERS } from './service-room.ts'

let registry: TestRegistry
const open = async (approval: string) => (registry = await openTestRegistry({ env: { REGISTRY_APPROVAL: approval } }))
afterEach(() => registry.close())

const approve = (kid: string, service = SERVICE) =>
  registry.http.post(`/control/registry/${service}/${kid}/approve`).set('host', 'localhost')

/** A stranger takes every place there is for keys that wait. */
async function fillPlaces(service = SERVICE) {
  const taken = async () => (await registry.put(await newPublisher('ES256'), { service })).status === 202
  while (await taken());
}

describe('a stranger who fills the places of keys that wait', () => {
  test.each(['first', 'ask', 'all'])(
    'keeps no owner out whose key a person approves by its id (%s)',
    async (approval) => {
      const { put, get, states } = await open(approval)
      if (approval === 'first') await registry.approved()
      await fillPlaces()
      const owner = await newPublisher('ES256')
      const full = await put(owner)
      expect([full.status, full.body.detail]).toEqual([
        429,
        expect.stringContaining(`registry approve SERVICE ${owner.kid}`),
      ])
      expect((await approve(owner.kid)).body.keys[0]).toMatchObject({ kid: owner.kid, state: 'awaited' })
      expect(await put(owner)).toMatchObject({ status: 200, body: { state: 'approved' } })
      expect((await get(owner)).status).toBe(200)
      expect((await states()).filter((state) => state === 'pending')).toHaveLength(5)
    },
  )

  test('or pushes the key of the owner out, keeps it out no longer than that', async () => {
    const { put, states } = await open('ask')
    const owner = await newPublisher('ES256')
    await put(owner)
    registry.advance({ minutes: 10 })
    await fillPlaces()
    await approve(owner.kid)
    expect((await states())[0]).toBe('awaited')
    expect((await put(owner)).status).toBe(200)
  })

  test('of new names, keeps no owner out either', async () => {
    const { put } = await open('ask')
    for (let at = 0; at < MOST_STRANGERS; at++) await put(await newPublisher('ES256'), { service: `stranger-${at}` })
    const owner = await newPublisher('ES256')
    const full = await put(owner)
    expect([full.status, full.body.detail]).toEqual([429, expect.stringContaining('registry approve SERVICE KID')])
    await approve(owner.kid)
    expect((await put(owner)).status).toBe(200)
  })
})

describe('a key that is awaited', () => {
  test('lets in nobody else, and nobody else is the first any more', async () => {
    const { put, states } = await open('first')
    const [owner, stranger] = [await newPublisher('ES256'), await newPublisher('ES256')]
    await approve(owner.kid)
    expect((await put(stranger)).status).toBe(202)
    expect((await put(owner)).status).toBe(200)
    expect(await states()).toEqual(['approved', 'pending'])
  })

  test('is unknown to whoever asks for it, and signs for no other', async () => {
    const { put, get, remove } = await open('ask')
    const [owner, other] = [await newPublisher('ES256'), await newPublisher('ES256')]
    await approve(owner.kid)
    expect((await get(owner)).body).toEqual({
      ...(await get(other)).body,
      traceId: expect.any(String),
      instance: expect.any(String),
    })
    expect((await put(other, { by: owner })).status).toBe(403)
    expect((await remove(owner)).status).toBe(404)
  })

  test('is so however its id is padded', async () => {
    const { put } = await open('ask')
    const owner = await newPublisher('ES256')
    expect((await approve(`${owner.kid}=`)).status).toBe(200)
    expect((await put(owner)).status).toBe(200)
    expect((await approve(`${owner.kid}=`)).body.keys).toMatchObject([{ kid: owner.kid, state: 'approved' }])
  })

  test('takes the place of the key that signs for it, also where a person has to approve rotations', async () => {
    const { put, approved, states } = await open('all')
    const [first, next] = [await approved(), await newPublisher('ES256')]
    await approve(next.kid)
    expect((await put(next, { by: first })).status).toBe(200)
    expect(await states()).toEqual(['approved', 'retired'])
  })

  test('is so for a day, and longer when a person says it again', async () => {
    const { put, states } = await open('ask')
    const [owner, late] = [await newPublisher('ES256'), await newPublisher('ES256')]
    for (const { kid } of [owner, late]) await approve(kid)
    registry.advance({ hours: 20 })
    await approve(owner.kid)
    registry.advance({ hours: 4 })
    expect(await states()).toEqual(['awaited', 'ended'])
    expect((await put(owner)).status).toBe(200)
    expect((await put(late)).status).toBe(202)
  })

  test('is refused for good when a person revokes it', async () => {
    const { put } = await open('ask')
    const owner = await newPublisher('ES256')
    await approve(owner.kid)
    await registry.http.delete(`/control/registry/${SERVICE}/${owner.kid}`).set('host', 'localhost').expect(200)
    expect((await put(owner)).status).toBe(403)
    expect((await approve(owner.kid)).status).toBe(409)
  })

  test('counts as approved: a person approves twenty of a service', async () => {
    const { put } = await open('ask')
    for (let at = 0; at < 20; at++) {
      const key = await newPublisher('ES256')
      expect((await approve(key.kid)).status).toBe(200)
      if (at < 10) await put(key)
    }
    const [further, waiting] = [await newPublisher('ES256'), await newPublisher('ES256')]
    expect((await put(waiting)).status).toBe(202)
    for (const { kid } of [further, waiting]) expect((await approve(kid)).status).toBe(429)
  })

  test.each(['x', 'a'.repeat(42), `${'a'.repeat(42)}B`, 'a'.repeat(44)])(
    'has the id of a key, and not "%s"',
    async (kid) => {
      await open('ask')
      expect((await approve(kid)).status).toBe(404)
      expect(await registry.states()).toEqual([])
    },
  )
})
