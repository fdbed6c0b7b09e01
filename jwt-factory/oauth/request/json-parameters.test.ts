import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { assertion, assertionForm, decode, openTestIssuer, secretOf, type TestIssuer } from '../../test-issuer.ts'

let off: TestIssuer
let on: TestIssuer
beforeAll(async () => {
  off = await openTestIssuer()
  on = await openTestIssuer({ env: { OAUTH_JSON: 'on' } })
})
afterAll(() => Promise.all([off.close(), on.close()]))

const A = { client_id: 'servicea', client_secret: secretOf('servicea') }
const CC = { ...A, grant_type: 'client_credentials' }
const send = (factory: TestIssuer, body: unknown, path = '/token', type = 'application/json') =>
  factory.http
    .post(path)
    .set('content-type', type)
    .serialize((text: string) => text)
    .send(typeof body === 'string' ? body : JSON.stringify(body))
const refused = async (body: unknown) => {
  const { status, body: answer } = await send(on, body)
  expect([status, answer.error]).toEqual([400, 'invalid_request'])
  return answer.error_description as string
}

const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, at) => [`p${at}`, 'x']))

describe('a JSON body', () => {
  test.each(['/token', '/introspect', '/revoke'])(
    'is taken at %s where it is switched on, and not by itself',
    async (path) => {
      const body = { ...CC, token: 'none' }
      await send(on, body, path).expect(200)
      const { body: answer } = await send(off, body, path).expect(415)
      expect(answer.error_description).toMatch(/OAUTH_JSON=on/)
    },
  )

  test('gets what a form gets, also with its client in the header or proved by an assertion', async () => {
    const { body } = await send(on, { ...CC, scope: 'orders.read', audience: 'serviceb' }).expect(200)
    expect(decode(body.access_token).claims).toMatchObject({ sub: 'servicea', aud: 'serviceb', scope: 'orders.read' })
    const proof = assertionForm(await assertion(on, 'servicea'))
    await send(on, { grant_type: 'client_credentials', ...proof }).expect(200)
    await on.ask('servicea').expect(200)
  })

  test.each(['application/json', 'Application/JSON; charset=utf-8'])('is named as %s', async (type) => {
    await send(on, CC, '/token', type).expect(200)
  })

  test.each(['application/json; charset=utf-16', 'application/vnd.x+json', 'text/json'])(
    'is not taken as %s',
    async (type) => {
      await send(on, CC, '/token', type).expect(415)
    },
  )

  test.each(['resource', 'audience'])(
    '%s may be a list, as it may come twice in a form, and nothing else may',
    async (name) => {
      const target = name === 'resource' ? 'https://orders.test/api' : 'servicec'
      const b = { ...CC, client_id: 'serviceb', client_secret: secretOf('serviceb') }
      await send(on, { ...b, [name]: [target] }).expect(200)
      const { body } = await send(on, { ...b, [name]: [target, 'servicec'] }).expect(400)
      expect(body.error).toBe('invalid_target')
      expect(await refused({ ...b, [name]: [target, 7] })).toBe(
        `The parameter ${name} must be a text, or a list of texts`,
      )
      expect(await refused({ ...b, [name]: [[target]] })).toMatch(/a list of texts$/)
    },
  )

  test.each(['grant_type', 'scope', 'client_id', 'client_secret', 'token'])('%s is a text', async (name) => {
    for (const value of [['a'], 7, true, null, {}]) {
      expect(await refused({ ...CC, [name]: value })).toBe(`The parameter ${name} must be a text`)
    }
  })

  test('claims may be the object whose text they are in a form (OPEN=1), and lifetime the number', async () => {
    const open = await openTestIssuer({ env: { OAUTH_JSON: 'on', OPEN: '1' } })
    const claims = { sub: 'alice', roles: ['admin'], deep: { a: [1, null] } }
    for (const each of [claims, JSON.stringify(claims)]) {
      const { body } = await send(open, { grant_type: 'client_credentials', claims: each, lifetime: 60 }).expect(200)
      expect(decode(body.access_token).claims).toMatchObject(claims)
      expect(body.expires_in).toBe(60)
    }
    const { body } = await send(open, { grant_type: 'client_credentials', claims: { iss: 'x' } }).expect(400)
    expect(body.error_description).toMatch(/claims must not have iss/)
    await open.close()
  })

  test.each<[name: string, values: unknown[], what: string]>([
    ['claims', [7, true, null, []], 'a JSON object, or its text'],
    ['lifetime', [true, null, {}, [60]], 'a number of seconds, or its text'],
  ])('%s is nothing else', async (name, values, what) => {
    for (const value of values)
      expect(await refused({ ...CC, [name]: value })).toBe(`The parameter ${name} must be ${what}`)
  })

  test('a lifetime is a whole number, within its limit', async () => {
    await send(on, { ...CC, lifetime: 60 }).expect(200)
    for (const lifetime of [0, -1, 1.5, 1e21, 3601])
      expect(await refused({ ...CC, lifetime })).toMatch(/lifetime must be a number of seconds from 1 to 3600$/)
  })

  test('an empty text is as good as absent, and so is an empty list', async () => {
    const { body } = await send(on, { ...CC, scope: '', audience: [] }).expect(200)
    expect(decode(body.access_token).claims).not.toHaveProperty('scope')
  })

  test.each([
    '',
    '{',
    '{"grant_type":"client_credentials","grant_type":"client_credentials"}',
    '{"__proto__":"x"}',
    '\uFEFF{}',
    '{"scope":"\\ud800"}',
  ])('that readers disagree about is refused: %j', async (text) => {
    if (text === '') return void (await send(on, text).expect(401)) // nothing said
    expect(await refused(text)).toMatch(/^The body is refused: /)
  })

  test.each(['[]', 'null', '"grant_type"', '7'])('that is no object is refused: %s', async (text) => {
    expect(await refused(text)).toMatch(/must be a JSON object/)
  })

  test('has a hundred values at most, those of lists included', async () => {
    await send(on, { ...CC, ...many(97) }).expect(200)
    expect(await refused({ ...CC, ...many(98) })).toMatch(/100 parameters at most/)
    expect(await refused({ ...CC, resource: Array.from({ length: 98 }, () => 'https://a.test') })).toMatch(/100 param/)
  })

  test('is bounded as a form is', async () => {
    await send(on, { ...CC, x: 'x'.repeat(102_400) }).expect(413)
    expect(await refused(`{"x":${'['.repeat(40)}${']'.repeat(40)}}`)).toMatch(/^The body is refused: /)
  })

  test('does not let secrets stand in the address', async () => {
    await send(on, CC, '/token?client_secret=x').expect(400)
  })

  test('is captured without its secrets, as a form is', async () => {
    await send(on, { ...CC, audience: 'serviceb' }).expect(200)
    const { body } = await on.http.get('/control/requests').expect(200)
    const captured = JSON.stringify(body)
    expect(captured).toContain('"client_secret":"[not shown]"')
    expect(captured).not.toContain('the secret of')
  })
})
