import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { forge, MAIN_URL, openTestIssuer, type TestIssuer } from '../test-issuer.ts'

let factory: TestIssuer
beforeAll(async () => {
  factory = await openTestIssuer()
})
afterAll(() => factory.close())

const look = (path: string, body: object) => factory.http.post(path).set('host', 'localhost').send(body)
const outcomes = (checks: { check: string; outcome: string }[]) =>
  Object.fromEntries(checks.map(({ check, outcome }) => [check, outcome]))

describe('what /verify would say', () => {
  const question = { aud: 'serviceb', sub: 'servicea' }
  const verdictOn = async (token: string, more: object = {}) => {
    const { body: real } = await factory.http.post('/verify/servicea').send({ token, ...question, ...more })
    const { body } = await look('/control/verify/servicea', { token, ...question, ...more }).expect(200)
    expect(body.verdict).toEqual(real)
    return body
  }

  test('is what it says, with every check', async () => {
    const token = await factory.mint({ signedBy: { ring: 'servicea' } })
    const good = await verdictOn(token)
    expect(good.verdict.valid).toBe(true)
    expect(outcomes(good.checks)).toMatchObject({ signature: 'passed', audience: 'passed' })
    const refused = await verdictOn(token, { aud: 'servicec' })
    expect(refused.verdict).toMatchObject({ valid: false, reason: 'wrong-audience' })
    expect(outcomes(refused.checks)).toMatchObject({ audience: 'failed', expiry: 'skipped' })
  })

  test('of a ring that is not there: nothing, and none is made', async () => {
    await look('/control/verify/nobody', { token: 'a.b.c', ...question }).expect(404)
    expect(factory.rings.ids()).not.toContain('nobody')
  })
})

const heard = async (token: string, client = 'serviceb', query = '') => {
  const { body } = await look(`/control/clients/${client}/introspect${query}`, { token }).expect(200)
  return body
}

describe('what a client would hear at /introspect', () => {
  test('is what it hears, with every check, and it need not prove itself', async () => {
    const token = await factory.grant('servicea')
    const { body: real } = await factory.post('/introspect', { token }, 'serviceb').expect(200)
    const { introspection, checks } = await heard(token)
    expect(introspection).toEqual(real)
    expect(outcomes(checks)).toMatchObject({ signature: 'passed', concern: 'passed' })
  })

  test('a stranger hears nothing of it, and that is a check', async () => {
    const { introspection, checks } = await heard(await factory.grant('servicea'), 'servicec')
    expect(introspection).toEqual({ active: false })
    expect(outcomes(checks)).toMatchObject({ signature: 'passed', concern: 'failed' })
  })

  test('of one that is not believed, by which check', async () => {
    const { introspection, checks } = await heard(await forge(factory, { iss: 'https://other.test' }))
    expect(introspection).toEqual({ active: false })
    expect(outcomes(checks)).toMatchObject({ issuer: 'failed', concern: 'skipped' })
  })

  test('of a token of another issuer, at that one', async () => {
    const token = await factory.mint({ signedBy: { issuer: 'demo' } })
    expect((await heard(token)).introspection).toEqual({ active: false })
    const { introspection } = await heard(token, 'serviceb', '?issuer=demo')
    expect(introspection).toMatchObject({ active: true, iss: `${MAIN_URL.replace(/\/$/, '')}/issuers/demo` })
  })

  test('is for clients that are registered, and for issuers that have a name', async () => {
    await look('/control/clients/nobody/introspect', { token: 'a.b.c' }).expect(404)
    await look('/control/clients/serviceb/introspect?issuer=no/name', { token: 'a.b.c' }).expect(400)
    await look('/control/clients/serviceb/introspect', {}).expect(400)
  })
})

test('a look leaves nothing behind: no line of the log, no captured request, nothing in the store, no ring', async () => {
  const { rings, control, logs } = factory
  const before = { ids: rings.ids(), captured: control.capture.list({}).length, logged: logs.length }
  for (const token of ['rubbish', await factory.mint({ claims: { aud: 'nobody' } })]) {
    await look('/control/verify/servicea', { token, aud: 'serviceb', sub: 'x' }).expect(200)
    await look('/control/clients/serviceb/introspect?issuer=never-used', { token }).expect(200)
  }
  expect(logs.slice(before.logged).filter((line) => line.includes('token-rejected'))).toEqual([])
  expect({ ids: rings.ids(), captured: control.capture.list({}).length }).toMatchObject({ ids: before.ids, captured: before.captured }) // prettier-ignore
})
