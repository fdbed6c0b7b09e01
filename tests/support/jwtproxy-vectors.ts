import { Buffer } from 'node:buffer'
import type { AccessDecision, AskedRequest } from '#core/access/dialect'
import type { SidecarAccessConfig } from '#core/access/sidecar-config'
import {
  freshId,
  openSidecar,
  OWN_JWK,
  SIDECAR_NOW,
  signed,
  type SignedBy,
} from '../../core/access/dialects/dialect.fixture.ts'
import { readVectors } from './vectors.ts'

/** tests/vectors/jwtproxy/verify-vectors.json, and how a row is played. What stands there is as its README says. */
interface WireAnswer {
  status: number
  body?: string
  tunnel?: boolean
}
interface Ours {
  verdict: 'accept' | 'reject' | 'policy'
  status?: number | number[]
  challenge?: string
}
interface VectorStep {
  token?: string
  send?: Partial<AskedRequest>
  real: WireAnswer
  ours: Ours
}
interface Recipe {
  header?: object
  claims?: object
  payload?: string
  signature?: { alg: string; key?: string }
  append?: string
  raw?: string
  sameAs?: string
}
export interface SidecarVector {
  id: string
  what: string
  registry?: { status?: number; down?: boolean }
  tokens: Record<string, Recipe>
  steps: VectorStep[]
}
interface Vectors {
  count: number
  base: { header: object; claims: object; send: AskedRequest }
  vectors: SidecarVector[]
}

const { base, vectors, count } = readVectors<Vectors>('jwtproxy/verify-vectors.json')

/** About the request line: `apps/sidecar` answers them, before it asks whether the credentials are good. */
export const OF_THE_PROXY = ['absolute-form', 'connect']

/** `{"n": 5}`, `{"fresh": 32}`, `{"publicJwk": "own"}` are made; null takes the member away; the rest is as it stands. */
function filledIn(now: number, ...members: object[]): object {
  const merged: Record<string, unknown> = Object.assign({}, ...members)
  const kept = Object.entries(merged).filter(([, value]) => value !== null)
  return Object.fromEntries(kept.map(([name, value]) => [name, valueOf(value, now)]))
}

function valueOf(value: unknown, now: number): unknown {
  if (typeof value !== 'object' || value === null) return value
  const { n, plus = 0, as, fresh, publicJwk } = value as Record<string, number | string | undefined> // as the README says
  if (typeof n === 'number') return as === 'string' ? String(now + n) : now + n + Number(plus)
  if (typeof fresh === 'number') return freshId(fresh)
  return publicJwk === undefined ? value : OWN_JWK
}

function signerOf({ alg, key = 'own' }: { alg: string; key?: string } = { alg: 'RS256' }): SignedBy {
  if (alg === 'none' || alg === 'RS512' || alg === 'PS256') return alg
  return key as SignedBy // of the keys that the README names
}

function mint(recipes: SidecarVector['tokens'], now: number): Map<string, string> {
  const made = new Map<string, { header: object; claims: object }>()
  const tokens = new Map<string, string>()
  for (const [name, recipe] of Object.entries(recipes)) {
    const parts = made.get(recipe.sameAs ?? '') ?? {
      header: filledIn(now, base.header, recipe.header ?? {}),
      claims: filledIn(now, base.claims, recipe.claims ?? {}),
    }
    made.set(name, parts)
    const token = signed(parts.header, recipe.payload ?? parts.claims, signerOf(recipe.signature))
    tokens.set(name, recipe.raw ?? `${token}${recipe.append ?? ''}`)
  }
  return tokens
}

/** What the source of the keys makes of an answer: ours knows a key that is over or not approved yet (403, 409) as one. */
const hasNoKey = ({ status = 0 }: { status?: number }, dialect: string) =>
  status === 404 || (dialect === 'strict' && [403, 409].includes(status))

/** Plays a vector against one verifier. @returns what came of each step */
export async function playVector(vector: SidecarVector, changes: Partial<SidecarAccessConfig>) {
  const { decide, world, clock } = openSidecar(changes)
  clock.set(SIDECAR_NOW * 1000 + 5) // the vectors were measured some milliseconds within a second
  const { registry } = vector
  if (registry) world.keys = hasNoKey(registry, changes.dialect ?? 'strict') ? 'unknown' : 'away'
  const decisions: AccessDecision[] = []
  for (const request of requestsOf(vector, SIDECAR_NOW)) decisions.push(await decide(request))
  return decisions
}

/**
 * What a vector sends, one request for each of its steps.
 * @param now seconds since 1970
 */
export function requestsOf(vector: SidecarVector, now: number): AskedRequest[] {
  const tokens = mint(vector.tokens, now)
  return vector.steps.map(({ token = '', send }) => {
    const request = { ...base.send, ...send }
    const fill = (value: string) =>
      value
        .replace('{token}', tokens.get(token) ?? '')
        .replace(/\{base64:(.*)\}/, (_all, text: string) => Buffer.from(text).toString('base64'))
    return { ...request, authorization: request.authorization.map(fill) }
  })
}

export const answered = (decision: AccessDecision): WireAnswer =>
  decision.kind === 'believed' || decision.kind === 'open' ? { status: 200 } : decision.answer

export { count as vectorCount, vectors as sidecarVectors }
