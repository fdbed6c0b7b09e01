import { generateKeyPairSync, sign } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { KONG_SECRET, kongToken } from '#core/access/kong-plugin.fixture'
import { openTestGateways } from '../gateway.fixture.ts'
import { openWithPlugins } from './plugin-rules.fixture.ts'

// What rows of plugin-rules.test.ts have no room for.

const token = kongToken()
const coded = (text: string) => Buffer.from(text).toString('base64url')

describe('an error of the gateway has the form that the client accepts', () => {
  const text = 'application/json, text/html;q=0.5'
  test.each<[accept: string | undefined, type: string, body: RegExp]>([
    [undefined, 'application/json', /^\{\n {2}"message":"no <b> & more",\n {2}"request_id":"[0-9a-f]{32}"\n\}$/],
    [text, 'application/json', /^\{/],
    ['text/html', 'text/html', /<p>no &lt;b&gt; &amp; more\.<\/p>\n {4}<p>request_id: [0-9a-f]{32}<\/p>/],
    ['application/xml', 'application/xml', /<message>no &lt;b&gt; &amp; more<\/message>\n {2}<requestid>[0-9a-f]{32}<\/requestid>/], // prettier-ignore
    ['text/xml', 'application/xml', /^<\?xml /],
    ['text/plain', 'text/plain', /^no <b> & more\nrequest_id: [0-9a-f]{32}\n$/],
    ['text/html;q=0, text/plain;q=0.1', 'text/plain', /^no/],
    ['image/png', 'application/json', /^\{/],
  ])('%s', async (accept, type, form) => {
    const limit = '{name: rate-limiting, config: {hour: 1, error_code: 503, error_message: "no <b> & more"}}'
    const gateway = await openWithPlugins(`{name: jwt}, ${limit}`)
    await gateway.askWith(token)
    const answer = await gateway.askWith(token, { headers: accept === undefined ? {} : { accept } })
    expect([answer.status, answer.headers['content-type']]).toEqual([503, `${type}; charset=utf-8`])
    expect(answer.body).toMatch(form)
  })
})

test('what cannot stand in a header is written in percents: a key, a name, a group', async () => {
  const key = 'k\u00f6\r\nX-Admin: 1'
  const odd = { id: '1', username: 'J\u00f6rg\r\nX-Admin: 1', custom_id: '\u2713', acls: [{ group: 'a\nX-Admin: 1' }] }
  const consumers = JSON.stringify([{ ...odd, jwt_secrets: [{ key, secret: KONG_SECRET }] }])
  const gateway = await openTestGateways(
    '  - { dialect: kong, listen: "127.0.0.1:0", upstream: "{up}", plugins: [{name: jwt}, {name: acl, config: {deny: [x]}}] }\n',
    { consumers: `consumers: ${consumers}` },
  )
  expect((await gateway.askWith(kongToken({ iss: key }))).status).toBe(200)
  expect(gateway.identity()).toEqual({
    'x-consumer-id': '1',
    'x-consumer-username': 'J%C3%B6rg%0D%0AX-Admin: 1',
    'x-consumer-custom-id': '%E2%9C%93',
    'x-consumer-groups': 'a%0AX-Admin: 1',
    'x-credential-identifier': 'k%C3%B6%0D%0AX-Admin: 1',
  })
  expect(gateway.seen[0]?.headers['x-admin']).toBeUndefined()
})

test('EdDSA is Ed448, too', async () => {
  const { publicKey, privateKey } = generateKeyPairSync('ed448')
  const fields = { key: 'ed448', algorithm: 'EdDSA', rsa_public_key: publicKey.export({ type: 'spki', format: 'pem' }) }
  const gateway = await openWithPlugins('{name: jwt}')
  const asked = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(fields) }
  expect((await gateway.ask('/consumers/john_doe/jwt', asked)).status).toBe(201)
  const signed = `${coded('{"alg":"EdDSA"}')}.${coded('{"iss":"ed448"}')}`
  const good = `${signed}.${sign(undefined, Buffer.from(signed), privateKey).toString('base64url')}`
  expect((await gateway.askWith(good)).status).toBe(200)
  expect((await gateway.askWith(good.replace(/.{9}$/, 'AAAAAAAAA'))).status).toBe(401)
})
