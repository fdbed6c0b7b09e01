import type { Attempt } from './making/steps.ts'
import type { AttackWorld } from './world.ts'

/** Why a case is one. MUST: a standard demands the refusal. SHOULD: best practice does. POLICY: both answers can be defended. */
export type AttackClass = 'MUST' | 'SHOULD' | 'POLICY'

/** How bad it is when a service believes it, and the weakness in the words of the CWE list. */
export interface Severity {
  readonly level: 'low' | 'medium' | 'high' | 'critical'
  readonly cwe: number
}

/**
 * An answer that is right: of several, each is. `401 token` says invalid_token, `401 bare` has a challenge without an error,
 * `403 scope` says insufficient_scope (RFC 6750 §3.1); `4xx size` is 400, 413, 414 or 431. Those with an error of OAuth are
 * answers of an issuer (RFC 6749 §5.2).
 */
export type RightAnswer =
  | '2xx'
  | '200'
  | '204'
  | '400'
  | '400 request'
  | '400 invalid_request'
  | '400 invalid_scope'
  | '400 invalid_target'
  | '401'
  | '401 bare'
  | '401 token'
  | '401 invalid_client'
  | '401 invalid_dpop_proof'
  | '401 use_dpop_nonce'
  | '403 scope'
  | '405'
  | '4xx'
  | '4xx size'
  | '503'

/** What else must hold, whatever the answer. */
export type AttackWatch =
  | 'no-fetch' // the listener of the run was visited by nobody
  | 'quick' // the answer came within two seconds
  | 'last-wins' // a 2xx acts on the last of two equal names, never on the first
  | 'without-effect' // a 2xx acts as if the odd member were not there
  | 'token-identity' // a 2xx speaks of the subject of the token, not of what the caller says beside it
  | 'own-claims' // each of two tokens gets the answer to its own claims
  | 'one-key-set-read' // the issuer's key set was read once at most
  | 'few-key-set-reads' // it was read a few times at most, though reading failed
  | 'documented-time' // how long it took is reported and compared with what the service promises
  | 'alarm' // operators are told
  | 'no-leak' // no stack, key, secret or whole token in the answer
  | 'challenge-shape' // one Bearer challenge, no attribute twice, no-store (RFC 9110 §15.5.2)
  | 'less-granted' // a 200 says which smaller scope was granted (RFC 6749 §3.3)
  | 'inactive-alone' // `{"active":false}` and nothing more (RFC 7662 §2.2)
  | 'token-still-good' // the token that was to be revoked is still believed

/** What a run must have before a case can be sent. README.md tells each. */
export type AttackNeed =
  | 'issuer-key'
  | 'good-token'
  | 'two-good-tokens'
  | 'published-keys'
  | 'client'
  | 'listener'
  | 'raw-socket'
  | 'key-set'
  | 'time'
  | 'revocation'
  | 'one-use'
  | 'second-issuer'
  | 'scope'
  | 'actors'
  | 'exchange'
  | 'encryption-key'
  | 'spiffe'
  | 'form-body'
  | 'lax-type'
  | 'assertion-audience'
  | 'dialect'
  | 'dpop'
  | 'mtls'

/** What a run against a plain service has, when the issuer's key is in its hand. The rest a service may have, and only who knows it can say so. */
export const PLAIN_NEEDS: readonly AttackNeed[] = [
  'issuer-key',
  'good-token',
  'two-good-tokens',
  'published-keys',
  'listener',
  'raw-socket',
]

/** A party of ours in the dialect of another system, by which the weaknesses of the original are shown. */
export type DialectParty =
  | 'jwtproxy-verifier'
  | 'jwtproxy-signer'
  | 'kong-gateway'
  | 'kong-gateway-anonymous' // lets in whoever it does not believe, as somebody without a name
  | 'mesh-sidecar'
  | 'piko-relay'
  | 'piko-agents' // where agents ask to listen
  | 'stoke-people'

/** Refusing a good token breaks its callers: as bad as a finding of medium severity. */
export const REFUSED_GOOD: Severity = { level: 'medium', cwe: 703 }

/** One case of the catalogue, as it stands in the array of its family. */
export interface AttackRow {
  /** Never used for another case, never renamed. */
  readonly id: string
  /** What is sent, as one says it. */
  readonly title: string
  readonly class: AttackClass
  /** Where a run has this, the case is of the class MUST: what a standard demands of services of that kind. */
  readonly mustWith?: AttackNeed
  readonly severity: Severity
  readonly references: readonly string[]
  readonly needs: readonly AttackNeed[]
  /** With the need `dialect`: to which party it is sent, and to no other. */
  readonly party?: DialectParty
  readonly expects: readonly RightAnswer[]
  readonly watched?: readonly AttackWatch[]
  /** What is right changes with the very second: clocks that differ by a part of one may both be right. */
  readonly isOfItsSecond?: true
  /**
   * What is to be sent: several attempts where the case has several spellings; the verdict is that of the worst.
   * @param changed false makes the same without the one change: that must be believed
   * @throws CannotBeMade when the world lacks what it takes
   */
  make(world: AttackWorld, changed: boolean): Promise<readonly Attempt[]>
}

export interface Attack extends AttackRow {
  readonly family: string
}

/** The case as it is for a run that has these: its class may be MUST there, and POLICY elsewhere. */
export const classedFor = (attack: Attack, has: ReadonlySet<AttackNeed>): Attack =>
  attack.mustWith !== undefined && has.has(attack.mustWith) ? { ...attack, class: 'MUST' } : attack
