import { ask } from '../play-all.ts'
import type { LoneFactory } from '../lone-factory.ts'

/** What is presented to every verifier: one token that is good, and what must be refused. */
export const PRESENTED = ['good', 'wrong audience', 'wrong issuer', 'expired', 'tampered'] as const

export type Presented = (typeof PRESENTED)[number]

export const presentedBy: Record<Presented, (factory: LoneFactory) => Promise<string>> = {
  good: (factory) => factory.grant('servicea'),
  'wrong audience': (factory) => factory.grant('serviceb'), // which is for servicec
  'wrong issuer': (factory) => mint(factory, { claims: { iss: 'https://issuer.example' } }),
  expired: (factory) => factory.grant('servicea', {}, '', '?expired=1'),
  tampered: async (factory) => withAnotherPayload(await factory.grant('servicea')),
}

async function mint({ port }: LoneFactory, order: object): Promise<string> {
  const headers = { 'content-type': 'application/json' }
  const answer = await ask(port, '/control/mint', { method: 'POST', headers, body: JSON.stringify(order) })
  return answer?.text.trim() ?? ''
}

/** Somebody else's name, under the signature that was there. */
function withAnotherPayload(token: string): string {
  const [header, payload = '', signature] = token.split('.')
  const claims = { ...JSON.parse(Buffer.from(payload, 'base64url').toString()), sub: 'somebody-else' }
  return [header, Buffer.from(JSON.stringify(claims)).toString('base64url'), signature].join('.')
}
