import { afterEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { Environment } from '#core/config/setting'
import { basic, openTestIssuer, type TestIssuer } from './test-issuer.ts'

const FORM = 'application/x-www-form-urlencoded'
const JSON_TYPE = 'application/json'

let factory: TestIssuer | undefined
afterEach(() => factory?.close())

/** What the document says of a factory with these settings. */
async function described(env: Environment = {}) {
  factory = await openTestIssuer({ env })
  const { body } = await factory.http.get('/openapi.json').expect(200)
  const at = (path: string, method = 'post') => body.paths[path]?.[method]
  const bodyOf = (path: string) => at(path).requestBody.content
  const membersOf = (path: string, type = FORM): string[] => Object.keys(bodyOf(path)[type].schema.properties)
  return { body, at, bodyOf, membersOf, http: factory.http }
}

const OAUTH = ['/token', '/introspect', '/revoke', '/issuers/{name}/token']
const BY_CLIENT = [{ client: [] }, {}]

describe('/openapi.json says what this factory takes as it is set', () => {
  test('by itself: forms, of clients; and whoever comes gets a token of a ring', async () => {
    const { at, bodyOf, membersOf } = await described()
    for (const path of OAUTH) {
      expect(at(path).security, path).toEqual(BY_CLIENT)
      expect(Object.keys(bodyOf(path)), path).toEqual([FORM])
    }
    expect(membersOf('/token')).not.toContain('claims')
    expect(at('/issueToken/{ringId}')).not.toHaveProperty('security')
    expect(Object.keys(bodyOf('/issueToken/{ringId}'))).toEqual([JSON_TYPE])
  })

  test('all parameters of token exchange and the lifetime are there', async () => {
    const { at, membersOf } = await described()
    const exchange = ['subject_token', 'actor_token'].flatMap((name) => [name, `${name}_type`])
    expect(membersOf('/token')).toEqual(expect.arrayContaining([...exchange, 'requested_token_type', 'lifetime']))
    const names = at('/issueToken/{ringId}').parameters.map(({ name }: { name: string }) => name)
    expect(names).toEqual(['ringId', 'expired', 'lifetime', 'pretty'])
  })

  test('OPEN=1: nobody needs to be a client, and claims are a parameter', async () => {
    const { at, membersOf, http } = await described({ OPEN: '1', FACTORY_ISSUER: 'discovery' })
    for (const path of [...OAUTH, '/issueToken/{ringId}']) expect(at(path), path).not.toHaveProperty('security')
    expect(at('/token').description).toContain('OPEN=1')
    expect(membersOf('/token')).toContain('claims')
    const { schema } = at('/healthz', 'get').responses[200].content[JSON_TYPE]
    z.fromJSONSchema(schema).parse((await http.get('/healthz')).body)
  })

  test('OAUTH_JSON=on: JSON beside the form, with the further forms of some parameters', async () => {
    const { bodyOf, membersOf } = await described({ OAUTH_JSON: 'on', OPEN: '1' })
    for (const path of OAUTH) expect(Object.keys(bodyOf(path)), path).toEqual([FORM, JSON_TYPE])
    expect(membersOf('/token', JSON_TYPE)).toEqual(membersOf('/token'))
    const schema = z.fromJSONSchema(bodyOf('/token')[JSON_TYPE].schema)
    const good = { grant_type: 'client_credentials', resource: ['https://a.test'], lifetime: 60, claims: { a: 1 } }
    expect(schema.safeParse(good).success).toBe(true)
    for (const bad of [{ lifetime: [] }, { claims: 7 }, { scope: ['a'] }, { grant_type: 'x' }])
      expect(schema.safeParse({ ...good, ...bad }).success, JSON.stringify(bad)).toBe(false)
  })

  test('FACTORY_ISSUER=discovery: /issueToken is for clients, and takes a form', async () => {
    const { at, bodyOf, membersOf } = await described({ FACTORY_ISSUER: 'discovery' })
    expect(at('/issueToken/{ringId}').security).toEqual(BY_CLIENT)
    expect(Object.keys(bodyOf('/issueToken/{ringId}'))).toEqual([JSON_TYPE, FORM])
    const proofs = ['client_id', 'client_secret', 'client_assertion', 'client_assertion_type']
    expect(membersOf('/issueToken/{ringId}')).toEqual(['claims', 'lifetime', ...proofs])
  })

  test('CONTROL=off: nothing of the control plane', async () => {
    const { body } = await described({ CONTROL: 'off' })
    expect(Object.keys(body.paths).filter((path) => path.startsWith('/control'))).toEqual([])
    expect(Object.keys((await described()).body.paths)).toEqual(expect.arrayContaining(['/control', '/control/mint']))
  })
})

test.each<[env: Environment, authorization: string | undefined]>([
  [{}, basic('servicea')],
  [{ OAUTH_JSON: 'on' }, basic('servicea')],
  [{ FACTORY_ISSUER: 'discovery' }, basic('servicea')],
  [{ OPEN: '1', OAUTH_JSON: 'on', FACTORY_ISSUER: 'discovery' }, undefined],
])('%j: each body that is described is taken, by whoever needs no more than that', async (env, authorization) => {
  const { at, bodyOf, http } = await described(env)
  for (const path of ['/token', '/introspect', '/revoke', '/issueToken/{ringId}']) {
    const { responses } = at(path)
    for (const type of Object.keys(bodyOf(path))) {
      const { example } = Object.values<{ example?: object }>(bodyOf(path))[0]!
      const isForm = type === FORM
      const sent = isForm && path.startsWith('/issue') ? { claims: JSON.stringify(example) } : example
      const request = http.post(path.replace('{ringId}', 'servicea')).type(isForm ? 'form' : 'json')
      const { status, body, text } = await (authorization ? request.set({ authorization }) : request).send(sent)
      expect([path, type, status, text.slice(0, 200)]).toEqual([path, type, 200, text.slice(0, 200)])
      const [answer] = Object.values<{ schema: Parameters<typeof z.fromJSONSchema>[0] }>(responses[200].content)
      if (path !== '/issueToken/{ringId}') z.fromJSONSchema(answer!.schema).parse(body)
    }
  }
})
