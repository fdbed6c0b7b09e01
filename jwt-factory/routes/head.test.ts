import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openTestIssuer, type TestIssuer } from '../test-issuer.ts'

let factory: TestIssuer
beforeEach(async () => {
  factory = await openTestIssuer()
})
afterEach(() => factory.close())

const headersOf = ({ headers: { date: _date, ...headers } }: { headers: Record<string, string> }) => headers

const DOCUMENTS = ['oauth-authorization-server', 'openid-configuration'].flatMap((name) => [
  `/.well-known/${name}`,
  `/issuers/near/.well-known/${name}`,
  `/.well-known/${name}/issuers/near`,
])
const KEY_SETS = ['/jwks', '/.well-known/jwks.json', '/keys/servicea/jwks', '/utils/jwks', '/jwks?pretty=1']
const UNMADE = ['/issuers/near/jwks', '/issuers/near/.well-known/jwks.json']

describe('HEAD (RFC 9110 §9.3.2)', () => {
  test.each([...DOCUMENTS, ...KEY_SETS, '/healthz', '/keys/none/jwks'])(
    '%s: status and headers are those of GET, the length too; there is no body',
    async (path) => {
      const head = await factory.http.head(path)
      const get = await factory.http.get(path)
      expect([head.status, headersOf(head)]).toEqual([get.status, headersOf(get)])
      expect(Number(head.headers['content-length'])).toBe(get.text.length)
      expect(head.text).toBeUndefined()
    },
  )

  test.each(UNMADE)(
    '%s: where GET makes the first key, HEAD says that there is a key set, and makes none',
    async (path) => {
      const head = headersOf(await factory.http.head(path).expect(200))
      expect(factory.rings.ids()).not.toContain('@near')
      const get = headersOf(await factory.http.get(path).expect(200))
      const { etag: _etag, 'content-length': _length, ...others } = get
      expect(head).toEqual(others)
      expect(headersOf(await factory.http.head(path).expect(200))).toEqual(get)
    },
  )

  test.each(UNMADE)('%s: a page of another origin hears by HEAD what it would by GET', async (path) => {
    for (const headers of [{ origin: 'https://evil.test' }, { 'sec-fetch-site': 'cross-site' }]) {
      await factory.http.head(path).set(headers).expect(404)
      await factory.http.get(path).set(headers).expect(404)
    }
  })

  test('who has the key set already gets 304, as by GET', async () => {
    const { headers } = await factory.http.get('/jwks')
    await factory.http
      .head('/jwks')
      .set('if-none-match', headers['etag'] ?? '')
      .expect(304)
  })

  test('there is no such issuer: 404', async () => {
    await factory.http.head('/issuers/.bad/jwks').expect(404)
    await factory.http.head('/issuers/.bad/.well-known/openid-configuration').expect(404)
  })
})
