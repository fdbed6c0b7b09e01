import { describe, expect, test } from 'vitest'
import type { RequestContext } from '#core/trace/request-context'
import type { Peer, PeerAnswer, PeerRequest } from '#core/http/peer'
import { silent } from '#core/trace/recorder'
import { createFactoryClient, type FactoryClient } from './client.ts'

const context: RequestContext = {
  trace: { traceId: 'a'.repeat(32), parentId: undefined, sampled: false },
  recorder: silent,
  deadline: Infinity,
}
const call = { context, spanId: 'b'.repeat(16) }
const question = { token: 't', aud: 'serviceb', sub: 'servicea' }

/** A factory that gives one answer, and remembers what it was asked. */
function answering(answer: PeerAnswer) {
  const asked: PeerRequest[] = []
  const peer: Peer = {
    name: 'jwt-factory',
    base: '',
    origin: 'https://jwt-factory.test',
    call: async (request) => {
      asked.push(request)
      return answer
    },
    close: async () => {},
  }
  return { asked, client: createFactoryClient(peer) }
}

const reply = (status: number, type: string, body: unknown): PeerAnswer => ({ status, type, body, headers: {} })
const json = (status: number, body: unknown) => reply(status, 'application/json', body)
const token = reply(200, 'application/jwt', 'the-token')

describe('asking for a token', () => {
  test('names key, claims and whether it is to be expired', async () => {
    const { asked, client } = answering(token)
    expect(await client.issueToken('servicea', { aud: 'b' }, false, call)).toBe('the-token')
    expect(await client.issueToken('a/b', {}, true, call)).toBe('the-token')
    expect(await client.issueToken('a', {}, { seconds: 30 }, call)).toBe('the-token')
    expect(asked).toEqual([
      { method: 'POST', path: '/issueToken/servicea', body: { aud: 'b' } },
      { method: 'POST', path: '/issueToken/a%2Fb?expired=1', body: {} },
      { method: 'POST', path: '/issueToken/a?lifetime=30', body: {} },
    ])
  })

  test('shows who asks, where that is needed: a secret in the header, an assertion in a form beside the claims', async () => {
    const { asked, client } = answering(token)
    const clientId = 'servicea'
    await client.issueToken('servicea', { aud: 'b' }, false, call, { clientId, secret: 's' })
    await client.issueToken('servicea', { aud: 'b' }, false, call, { clientId, assertion: async () => 'x.y.z' })
    expect(asked).toMatchObject([
      { headers: { authorization: `Basic ${btoa('servicea:s')}` }, body: { aud: 'b' } },
      { form: { client_id: clientId, client_assertion: 'x.y.z', claims: '{"aud":"b"}' } },
    ])
  })

  test.each([
    ['an error', json(500, {})],
    ['a page', reply(200, 'text/html', '<p>token</p>')],
    ['JSON', json(200, 'the-token')],
    ['a token with another status', { ...token, status: 201 }],
    ['no content type', { ...token, type: '' }],
  ])('takes %s for no token', async (_name, answer) => {
    const asking = answering(answer).client.issueToken('servicea', {}, false, call)
    await expect(asking).rejects.toMatchObject({ type: 'peer-garbled', members: { peer: 'jwt-factory' } })
  })
})

describe('asking for a verdict', () => {
  test.each([
    [{ valid: true, claims: { sub: 'servicea' } }],
    [{ valid: false, error: { name: 'x', message: 'y' }, reason: 'expired', claims: {} }],
  ])('passes %j on', async (verdict) => {
    const { asked, client } = answering(json(200, verdict))
    expect(await client.verify('servicea', question, call)).toEqual(verdict)
    expect(asked).toEqual([{ method: 'POST', path: '/verify/servicea', body: question }])
  })

  test('a problem 404 means that there is no such key', async () => {
    const { client } = answering(reply(404, 'application/problem+json', {}))
    expect(await client.verify('nobody', question, call)).toBeUndefined()
  })

  test.each([
    ['a page that is not found', reply(404, 'text/html', '')],
    ['an error', json(503, { valid: true, claims: {} })],
    ['nothing', json(200, null)],
    ['a yes that is no boolean', json(200, { valid: 1, claims: {} })],
    ['a yes without claims', json(200, { valid: true })],
    ['a yes about no claims', json(200, { valid: true, claims: null })],
    ['a no without a reason', json(200, { valid: false, error: {}, claims: {} })],
  ])('takes %s for no verdict', async (_name, answer) => {
    const asking = answering(answer).client.verify('servicea', question, call)
    await expect(asking).rejects.toMatchObject({ type: 'peer-garbled' })
  })
})

const proof = { clientId: 'servicea', secret: 'x' }

/** Everything that a service asks of the factory, in which something may not be possible for now. */
const QUESTIONS: Record<string, (client: FactoryClient) => Promise<unknown>> = {
  'a token': (client) => client.issueToken('servicea', {}, false, call),
  'a verdict': (client) => client.verify('servicea', question, call),
  'a prepared key': (client) => client.prepareKey('servicea', call),
  'a new key': (client) => client.renewKey('servicea', call),
  'the end of a key': (client) => client.revokeKey('servicea', 'kid', call),
  discovery: (client) => client.metadata('https://jwt-factory.test', call),
  'an access token': (client) => client.requestToken({}, proof, call),
  introspection: (client) => client.introspect('t', proof, call),
  revocation: (client) => client.revoke('t', proof, call),
}

describe.each(Object.entries(QUESTIONS))('what is not possible for now: %s', (_what, ask) => {
  test.each([
    [429, 'too-many-requests', { detail: 'Too many.' }],
    [429, 'too-many-keys', { type: 'urn:jwt-sandbox:problem:too-many-keys', detail: 'Too many.' }],
    [429, 'too-many-requests', { error: 'temporarily_unavailable', error_description: 'Too many.' }],
    [503, 'cannot-decide', { detail: 'Too many.' }],
    [503, 'cannot-decide', { error: 'temporarily_unavailable', error_description: 'Too many.' }],
  ])(
    'is said with its status %i, the reason and when to ask again, and is no lesson of a play',
    async (status, type, body) => {
      const answer = { ...reply(status, 'application/problem+json', body), headers: { 'retry-after': '7' } }
      await expect(ask(answering(answer).client)).rejects.toMatchObject({
        type,
        status,
        detail: 'Too many.',
        headers: { 'retry-after': '7' },
        members: { peer: 'jwt-factory' },
      })
    },
  )
})
