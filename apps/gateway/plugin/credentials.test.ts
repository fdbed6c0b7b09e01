import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { GATEWAY_NOW, JOHN_ID, openTestGateways, type GatewayCall } from '../gateway.fixture.ts'

async function open() {
  const gateway = await openTestGateways(
    '  - { dialect: kong, listen: "127.0.0.1:0", upstream: "{up}", plugins: [{name: jwt}] }\n',
  )
  return async (method: string, path: string, fields?: object) => {
    const call: GatewayCall = {
      method,
      ...(fields && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(fields) }),
    }
    const { status, body } = await gateway.ask(path, call)
    return { status, body: body === '' ? undefined : JSON.parse(body) }
  }
}

const JWT = '/consumers/john_doe/jwt'
const PEM = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  .publicKey.export({ type: 'spki', format: 'pem' })
  .toString()

describe('credentials', () => {
  test('are made, shown, changed and taken away, by key or id', async () => {
    const ask = await open()
    const { status, body } = await ask('POST', JWT)
    expect([status, body]).toEqual([201, { id: expect.any(String), key: expect.stringMatching(/^.{32}$/), secret: expect.stringMatching(/^.{32}$/), algorithm: 'HS256', rsa_public_key: null, consumer: { id: JOHN_ID }, created_at: GATEWAY_NOW, tags: null }]) // prettier-ignore
    for (const name of [body.id, body.key]) expect(await ask('GET', `${JWT}/${name}`)).toEqual({ status: 200, body })
    expect(await ask('GET', JWT)).toEqual({ status: 200, body: { data: [body], next: null } })
    const changed = await ask('PATCH', `${JWT}/${body.id}`, { key: 'one', tags: ['a'] })
    expect(changed).toEqual({ status: 200, body: { ...body, key: 'one', tags: ['a'] } })
    expect((await ask('GET', `${JWT}/${body.key}`)).status).toBe(404)
    const put = await ask('PUT', `${JWT}/two`, { algorithm: 'ES256', rsa_public_key: PEM })
    expect(put).toMatchObject({ status: 200, body: { key: 'two', algorithm: 'ES256', rsa_public_key: PEM } })
    expect(await ask('GET', '/jwts/two/consumer')).toMatchObject({
      status: 200,
      body: { id: JOHN_ID, username: 'john_doe' },
    })
    expect(await ask('DELETE', `${JWT}/one`)).toEqual({ status: 204, body: undefined })
    expect((await ask('DELETE', `${JWT}/one`)).status).toBe(404)
    expect((await ask('GET', '/jwts')).body.data.map(({ key }: { key: string }) => key)).toEqual(['two'])
  })

  test('a name with the form of an id is one, and never a key: PUT makes the credential with that id', async () => {
    const ask = await open()
    const [id, other] = ['0B5CD2E4-35d2-4d2f-a2d5-1c3c0f5ce6ab', '8a1e0c3a-0a3b-4c7e-9f6d-2b1e5a4c3d2e']
    const { status, body } = await ask('PUT', `${JWT}/${id}`, {})
    expect([status, body.id]).toEqual([200, id.toLowerCase()])
    expect(body.key).toMatch(/^[\w-]{32}$/)
    expect((await ask('PUT', `${JWT}/${id}`, { key: 'one' })).body).toEqual({ ...body, key: 'one' })
    for (const name of [id, id.toLowerCase(), 'one']) expect((await ask('GET', `/jwts/${name}`)).body.key).toBe('one')
    expect((await ask('POST', JWT, { key: other })).status).toBe(201)
    for (const method of ['GET', 'PATCH', 'DELETE']) expect((await ask(method, `${JWT}/${other}`)).status).toBe(404)
    expect((await ask('PUT', `${JWT}/${other}`, { key: 'two' })).body).toMatchObject({ id: other, key: 'two' })
    expect((await ask('GET', '/jwts')).body.data).toHaveLength(3)
  })

  test('PUT gives a credential to its consumer, whosever it was, and nobody has it twice', async () => {
    const ask = await open()
    const { body } = await ask('POST', JWT, { key: 'one' })
    for (const name of [body.id, 'one']) {
      for (const consumer of ['nobody', 'john_doe']) {
        const put = await ask('PUT', `/consumers/${consumer}/jwt/${name}`, { tags: [consumer] })
        expect(put).toMatchObject({ status: 200, body: { id: body.id, key: 'one', tags: [consumer] } })
        expect((await ask('GET', `/jwts/${name}/consumer`)).body.username).toBe(consumer)
      }
    }
    expect((await ask('GET', '/jwts')).body.data).toHaveLength(1)
  })

  test('of one consumer are not those of another', async () => {
    const ask = await open()
    await ask('POST', JWT, { key: 'one' })
    expect((await ask('GET', '/consumers/nobody/jwt/one')).status).toBe(404)
    expect((await ask('DELETE', '/consumers/nobody/jwt/one')).status).toBe(404)
    expect((await ask('POST', '/consumers/jane/jwt')).status).toBe(404)
  })

  test('have a key each: 409', async () => {
    const ask = await open()
    await ask('POST', JWT, { key: 'one' })
    const body = { code: 5, name: 'unique constraint violation', message: `UNIQUE violation detected on '{key="one"}'`, fields: { key: 'one' } } // prettier-ignore
    expect(await ask('POST', '/consumers/nobody/jwt', { key: 'one' })).toEqual({ status: 409, body })
    await ask('POST', JWT, { key: 'two' })
    expect((await ask('PATCH', `${JWT}/two`, { key: 'one' })).status).toBe(409)
  })

  test.each<[object, object]>([
    [{ algorithm: 'none' }, { algorithm: expect.stringContaining('expected one of: HS256') }],
    [{ algorithm: 'RS256' }, { '@entity': [expect.any(String)], rsa_public_key: 'required field missing' }],
    [{ algorithm: 'RS256', rsa_public_key: PEM }, { rsa_public_key: 'is not a key for RS256' }],
    [{ algorithm: 'ES256', rsa_public_key: 'x' }, { rsa_public_key: 'is no public key in PEM' }],
    [{ key: '' }, { key: 'length must be at least 1' }],
    [
      { key: 5, secret: 'x'.repeat(10_001) },
      { key: 'expected a string', secret: 'length must be at most 10000' },
    ],
    [{ sceret: 'x' }, { sceret: 'unknown field' }],
    [{ tags: 'x' }, { tags: 'expected a set' }],
  ])('%j: 400', async (sent, fields) => {
    const ask = await open()
    expect(await ask('POST', JWT, sent)).toMatchObject({
      status: 400,
      body: { code: 2, name: 'schema violation', fields },
    })
    expect((await ask('GET', '/jwts')).body.data).toEqual([])
  })

  test('whatever is sent, not much more than that is said of it', async () => {
    const gateway = await openTestGateways(
      '  - { dialect: kong, listen: "127.0.0.1:0", upstream: "{up}", plugins: [{name: jwt}] }\n',
    )
    const sent = Array.from({ length: 10_000 }, (_, at) => `a${at}=`).join('&')
    const { status, body } = await gateway.ask(JWT, { method: 'POST', body: sent })
    expect([status, body.length < sent.length]).toEqual([400, true])
  })

  test('come in pages, to the last one', async () => {
    const ask = await open()
    for (let at = 0; at < 5; at++) await ask('POST', JWT, { key: `key-${at}` })
    const keys: string[] = []
    for (let path: string | null = '/jwts?size=2'; path !== null;) {
      const { body } = await ask('GET', path)
      keys.push(...body.data.map(({ key }: { key: string }) => key))
      path = body.next
    }
    expect(keys).toEqual(['key-0', 'key-1', 'key-2', 'key-3', 'key-4'])
    for (const query of ['size=0', 'size=1001', 'size=x', 'offset=x', 'offset=OTk'])
      expect((await ask('GET', `/jwts?${query}`)).status).toBe(400)
  })

  test('that are no JSON are said to be none', async () => {
    const gateway = await openTestGateways(
      '  - { dialect: kong, listen: "127.0.0.1:0", upstream: "{up}", plugins: [{name: jwt}] }\n',
    )
    const { status, body } = await gateway.ask(JWT, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"key":"a","key":"b"}',
    })
    expect([status, body]).toEqual([400, '{"message":"Cannot parse JSON body"}'])
  })
})
