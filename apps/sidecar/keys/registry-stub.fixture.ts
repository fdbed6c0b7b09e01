import type { Clock } from '#core/clock'
import { fixedKeys } from '#core/keys/key-set'
import { loadVerificationKey } from '#core/keys/verification-key'
import { isObject } from '#core/token/claims'
import { TokenRejected } from '#core/token/rejection'
import { ANYONE, type VerificationKey } from '#core/token/trust'
import { verifyToken } from '#core/token/verify'
import { NoAnswer, type OutsideAnswer, type OutsideClient, type OutsideQuestion } from '#core/http/outside-client'

type State = 'approved' | 'pending' | 'expired'

export interface StubKey {
  state: State
  jwk: Record<string, unknown>
  verification: VerificationKey
}

/** A key registry as strict as the protocol (registry-vectors.json of the issue), in memory and without a wire. */
export interface RegistryStub {
  client: OutsideClient
  /** By key id. */
  keys: Map<string, StubKey>
  /** What it was asked: `PUT k1`, and what it answered. */
  calls: { line: string; query: string; status: number }[]
  /** `all`: everything waits for a person. */
  approval: 'first' | 'all'
  /** What happens to the next calls, in place of an answer, or of its loss. */
  trouble: ((question: OutsideQuestion, answer: () => Promise<OutsideAnswer>) => Promise<OutsideAnswer>) | undefined
  approve(): void
}

const SERVICE = 'svc'
const ORIGIN = 'https://registry.example'

export function registryStub(clock: Clock): RegistryStub {
  const spent = new Set<unknown>()
  let wasApproved = false

  async function proved({ headers }: OutsideQuestion, own: VerificationKey | undefined): Promise<string> {
    const token = /^Bearer (.+)$/.exec(headers?.['authorization'] ?? '')?.[1]
    if (token === undefined) throw new Refusal(400)
    const known = [...stub.keys.values()].map(({ verification }) => verification)
    let signedBy = ''
    const trust = {
      issuer: SERVICE,
      audience: ORIGIN,
      subject: ANYONE,
      algorithms: ['RS256', 'ES256', 'EdDSA'],
      type: 'JWT',
      required: ['aud', 'exp', 'iat', 'nbf', 'jti'],
      maxLifetimeSeconds: 300,
      leewaySeconds: 0,
      keys: {
        select: (hint) => {
          signedBy = hint.kid ?? ''
          return fixedKeys(own?.kid === hint.kid && own ? [own] : known).select(hint)
        },
      },
    } as const satisfies Parameters<typeof verifyToken>[1]
    try {
      const { jti } = await verifyToken(token, trust, clock.now)
      if (spent.has(jti)) throw new Refusal(400)
      spent.add(jti)
      return signedBy
    } catch (error) {
      if (!(error instanceof TokenRejected)) throw error
      throw new Refusal(['unknown-key', 'signature-mismatch'].includes(error.reason) ? 403 : 400)
    }
  }

  async function put(kid: string, question: OutsideQuestion, query: URLSearchParams): Promise<number> {
    const jwk: unknown = JSON.parse(question.body ?? '')
    if (question.headers?.['content-type'] !== 'application/json' || !isObject(jwk) || jwk['kid'] !== kid)
      throw new Refusal(400)
    const expiration = query.get('expiration')
    if (expiration !== null && Number(expiration) * 1000 <= clock.now()) throw new Refusal(400)
    const verification = await loadVerificationKey(jwk) // refuses private members
    const signedBy = await proved(question, verification)
    if (stub.keys.has(kid)) throw new Refusal(400)
    const add = (state: State) => void stub.keys.set(kid, { state, jwk, verification })
    if (signedBy === kid) {
      const isApproved = stub.approval === 'first' && !wasApproved
      add(isApproved ? 'approved' : 'pending')
      wasApproved ||= isApproved
      return isApproved ? 200 : 202
    }
    if (stub.keys.get(signedBy)?.state !== 'approved') throw new Refusal(403)
    if (stub.approval === 'all') return (add('pending'), 202)
    stub.keys.delete(signedBy) // as a registry without grace does
    add('approved')
    return 200
  }

  async function answerTo(question: OutsideQuestion): Promise<OutsideAnswer> {
    const url = new URL(question.path, ORIGIN)
    const kid = decodeURIComponent(/^\/base\/services\/svc\/keys\/([^/]+)$/.exec(url.pathname)?.[1] ?? '')
    const found = stub.keys.get(kid)
    if (question.method === 'GET') {
      const status = { approved: 200, pending: 409, expired: 403, unknown: 404 }[found?.state ?? 'unknown']
      return { status, headers: {}, text: status === 200 ? JSON.stringify(found?.jwk) : '' }
    }
    const status = await (
      question.method === 'PUT' ? put(kid, question, url.searchParams) : remove(kid, question)
    ).catch((error: unknown) => {
      if (error instanceof Refusal) return error.status
      throw error
    })
    return { status, headers: {}, text: '' }
  }

  async function remove(kid: string, question: OutsideQuestion): Promise<number> {
    if ((await proved(question, undefined)) !== kid) return 403
    stub.keys.delete(kid)
    return 204
  }

  const stub: RegistryStub = {
    keys: new Map(),
    calls: [],
    approval: 'first',
    trouble: undefined,
    approve() {
      for (const key of stub.keys.values()) if (key.state === 'pending') key.state = 'approved'
    },
    client: {
      origin: ORIGIN,
      base: '/base',
      path: '/base',
      async ask(question) {
        if (question.signal?.aborted) throw new NoAnswer('this process ends')
        const call = {
          line: `${question.method} ${question.path.split('?')[0]}`,
          query: question.path.split('?')[1] ?? '',
          status: 0,
        }
        stub.calls.push(call)
        const answer = () => answerTo(question)
        const given = await (stub.trouble ? stub.trouble(question, answer) : answer())
        call.status = given.status
        return given
      },
      close: async () => {},
    },
  }
  return stub
}

class Refusal extends Error {
  readonly status: number

  constructor(status: number) {
    super(String(status))
    this.status = status
  }
}

type Trouble = NonNullable<RegistryStub['trouble']>

/** Troubles of a registry. */
export const nobodyThere: Trouble = async () => {
  throw new NoAnswer('nobody listens there')
}
export const answering =
  (status: number, text = '', headers: Record<string, string> = {}): Trouble =>
  async () => ({ status, text, headers })
/** It does what it was asked, and its answer gets lost. */
export const answerLost: Trouble = async (_question, answer) => {
  await answer()
  throw new NoAnswer('no answer within 5000 ms')
}
