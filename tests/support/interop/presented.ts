import { ask } from '../play-all.ts'
import type { LoneFactory } from '../lone-factory.ts'
import type { Place } from './places.ts'

/** What is presented to every verifier: one token that is good, and what must be refused. */
export const PRESENTED = ['good', 'wrong audience', 'wrong issuer', 'expired', 'tampered'] as const

export type Presented = (typeof PRESENTED)[number]

/** Each differs from the good one in what its name says, and in nothing else. */
export const presentedBy: Record<Presented, (factory: LoneFactory, place: Place) => Promise<string>> = {
  good: (factory, { audience }) => factory.grant('servicea', { audience }),
  'wrong audience': (factory, { other, otherCaller }) => factory.grant(otherCaller, { audience: other }),
  'wrong issuer': (factory, { audience }) => mint(factory, { iss: 'https://issuer.example', aud: audience }),
  expired: (factory, { audience }) => factory.grant('servicea', { audience }, '', '?expired=1'),
  tampered: async (factory, { audience }) => withAnotherPayload(await factory.grant('servicea', { audience })),
}

async function mint({ port }: LoneFactory, claims: object): Promise<string> {
  const headers = { 'content-type': 'application/json' }
  const answer = await ask(port, '/control/mint', { method: 'POST', headers, body: JSON.stringify({ claims }) })
  return answer?.text.trim() ?? ''
}

/** Somebody else's name, under the signature that was there. */
function withAnotherPayload(token: string): string {
  const [header, payload = '', signature] = token.split('.')
  const claims = { ...JSON.parse(Buffer.from(payload, 'base64url').toString()), sub: 'somebody-else' }
  return [header, Buffer.from(JSON.stringify(claims)).toString('base64url'), signature].join('.')
}
