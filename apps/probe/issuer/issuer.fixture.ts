import { request } from 'undici'
import type { AttackTarget } from '#attacks'
import { systemClock } from '#core/clock'
import type { Sender } from '../answer.ts'
import type { SideFacts } from './side-facts.ts'

/** A target as a person describes it; nobody listens there. */
export const TARGET: AttackTarget = {
  issuer: 'http://localhost:0',
  audience: 'https://api.test',
  otherAudience: 'https://other.test',
  type: 'at+jwt',
  path: '/',
  leewaySeconds: 30,
  algorithms: ['RS256', 'ES256'],
}

export const issuerFacts = (more: Partial<SideFacts> = {}): SideFacts => ({
  target: TARGET,
  targetUrl: new URL('http://localhost:9/'),
  also: new Set(),
  clock: systemClock,
  senderTo: plainSenderTo,
  ...more,
})

/** As little of a sender as tests of an issuer need. */
export const plainSenderTo = (endpoint: URL): Sender => ({
  async send({ method, path, query, headers, body }) {
    const url = new URL(path ?? endpoint.pathname, endpoint)
    if (query !== undefined) url.search = query
    const sent = await request(url, { method, headers: headers.flat(), body: body ?? null })
    const text = await sent.body.text()
    return { kind: 'answered', answer: { status: sent.statusCode, headers: [], body: text, milliseconds: 0 } }
  },
  close: async () => {},
})
