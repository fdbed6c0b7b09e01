import { afterEach, describe, expect, test } from 'vitest'
import { newPublisher } from '../../tests/support/publisher.ts'
import { openTestRegistry, SERVICE, type TestRegistry } from './registry.fixture.ts'

let registry: TestRegistry
const open = async (grace = '100') => (registry = await openTestRegistry({ env: { REGISTRY_GRACE: grace } }))
afterEach(() => registry.close())

describe('a key that was replaced', () => {
  test('can be read for its grace, alone and in the lists, and is gone then', async () => {
    const { approved, rotate, get, http, advance } = await open()
    const first = await approved()
    const next = await rotate(first)
    const kids = async (end: string) =>
      (await http.get(`/registry/services/${SERVICE}/${end}`)).body.keys.map(({ kid }: { kid: string }) => kid)
    advance({ seconds: 99 })
    expect((await get(first)).status).toBe(200)
    expect([await kids('keys'), await kids('jwks.json')]).toEqual([
      [next.kid, first.kid],
      [next.kid, first.kid],
    ])
    advance({ seconds: 1 })
    expect((await get(first)).status).toBe(404)
    expect([await kids('keys'), await kids('jwks.json')]).toEqual([[next.kid], [next.kid]])
  })

  test('signs for no other key, also within its grace', async () => {
    const { approved, rotate, put, states } = await open()
    const first = await approved()
    await rotate(first)
    expect(await put(await newPublisher('ES256'), { by: first })).toMatchObject({
      status: 403,
      body: { detail: expect.stringContaining('retired') },
    })
    expect(await states()).toEqual(['approved', 'retired'])
  })

  test('is gone at once with REGISTRY_GRACE=0', async () => {
    const { approved, rotate, get } = await open('0')
    const first = await approved()
    await rotate(first)
    expect((await get(first)).status).toBe(404)
  })

  test('has its end before its grace, where its owner said so', async () => {
    const { put, rotate, get, seconds, advance } = await open()
    const first = await newPublisher('ES256')
    await put(first, { query: `?expiration=${seconds() + 50}` })
    await rotate(first)
    advance({ seconds: 50 })
    expect((await get(first)).status).toBe(403)
  })
})

test('twenty rotations within one grace keep the last twenty keys', async () => {
  const { approved, rotate, states } = await open()
  let key = await approved()
  for (let time = 0; time < 22; time++) key = await rotate(key)
  expect(await states()).toEqual(['approved', ...Array<string>(20).fill('retired'), 'ended', 'ended'])
})

const ageOf = ({ headers }: { headers: Record<string, string> }) => headers['cache-control']

describe('what a verifier may keep', () => {
  test('is an approved key, for a minute, half of the grace, or until it ends, whichever is least', async () => {
    for (const [grace, expiration, age] of [
      ['600', 3600, 60],
      ['600', 30, 30],
      ['90', 3600, 45],
      ['0', 3600, 0],
    ] as const) {
      const { put, get, seconds, close } = await open(grace)
      const key = await newPublisher('ES256')
      await put(key, { query: `?expiration=${seconds() + expiration}&rotation=10` })
      expect(ageOf(await get(key)), grace).toBe(`public, max-age=${age}`)
      await close()
    }
  })

  test('is tagged, and who has it gets 304', async () => {
    const { approved, get, http } = await open()
    const key = await approved()
    for (const end of [`keys/${key.kid}`, 'jwks.json']) {
      const { headers } = await http.get(`/registry/services/${SERVICE}/${end}`).expect(200)
      const again = http.get(`/registry/services/${SERVICE}/${end}`).set('if-none-match', headers['etag'] ?? '')
      expect((await again.expect(304)).text).toBe('')
    }
    expect((await get(key)).headers['etag']).toMatch(/^"/)
  })

  test('is nothing else: a refusal that somebody kept would outlive its cause', async () => {
    const { put, get, http, seconds, advance, approved, remove } = await open()
    const [gone, waiting, over] = [await approved(), await newPublisher('ES256'), await newPublisher('ES256')]
    await put(over, { by: gone, query: `?expiration=${seconds() + 5}` })
    await remove(gone)
    await put(waiting)
    advance({ seconds: 5 })
    const answers = [await get(gone), await get(waiting), await get(over)]
    expect(answers.map(({ status }) => status)).toEqual([404, 409, 403])
    expect([...answers, await http.get('/registry/services/nobody/jwks.json')].map(ageOf)).toEqual(
      Array(4).fill('no-store'),
    )
  })
})
