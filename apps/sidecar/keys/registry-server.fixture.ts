import { manualClock } from '#core/clock'
import { KeysUnavailable } from '#core/keys/key-errors'
import { generateSigningKey } from '#core/keys/signing-key'
import { TokenRejected } from '#core/token/rejection'
import { NoAnswer, type OutsideAnswer, type OutsideQuestion } from '#core/http/outside-client'
import { registryServer } from './registry-server.ts'

export const [key, rsa] = await Promise.all([generateSigningKey('ES256', 0), generateSigningKey('RS256', 0)])
export const AS_PUBLISHED = { ...rsa.publicJwk, n: `${rsa.publicJwk.n}==`, kid: `${rsa.kid}=` }

export const good = (
  kid: string,
  headers: Record<string, string> = { 'cache-control': 'max-age=60', etag: '"1"' },
) => ({
  status: 200,
  headers,
  text: JSON.stringify({ ...key.publicJwk, kid }),
})
export const status = (code: number, text = '') => ({ status: code, headers: {}, text })

type Answer = OutsideAnswer | Promise<OutsideAnswer>

/** A verifier's keys and a registry that answers what the test says. */
export function openVerifierKeys(
  answer: (question: OutsideQuestion) => Answer,
  issuers: string[] | 'any' = ['svc', 'other'],
  duration?: number,
) {
  const clock = manualClock('2026-11-22T12:00:00Z')
  const asked: OutsideQuestion[] = []
  const parts = { issuers, algorithms: ['ES256'] as const, clock, log: { info: () => {}, warn: () => {} } }
  let answering = answer
  const client = {
    origin: 'https://registry.example',
    base: '/base',
    path: '/base',
    ask: async (question: OutsideQuestion) => (asked.push(question), answering(question)),
    close: async () => {},
  }
  const cache = duration === undefined ? undefined : { duration, purgeInterval: 7_200_000 }
  const server = registryServer(client, cache, parts)
  const outcome = async (kid: string | undefined, issuer = 'svc', alg: 'ES256' | 'RS256' = 'ES256') => {
    try {
      return (await server.keysOf(issuer).select({ kid, alg })).kid
    } catch (error) {
      if (error instanceof TokenRejected) return error.reason
      return error instanceof KeysUnavailable ? 'cannot-decide' : error
    }
  }
  const answerWith = (next: typeof answering) => void (answering = next)
  return { server, clock, asked, outcome, answerWith, paths: () => asked.map(({ path }) => path) }
}

export const registryDown = (): never => {
  throw new NoAnswer('nobody listens there')
}
export const kidAsked = ({ path }: OutsideQuestion) => decodeURIComponent(path.split('/').at(-1) ?? '')
