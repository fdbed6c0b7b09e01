import type { AttackRequest } from '#attacks'
import type { CompactForm } from '#core/token/compact-form'
import type { Claims } from '#core/token/claims'
import type { VerificationKey } from '#core/token/trust'
import type { Answer } from '../../apps/probe/answer.ts'

export type TwinHeader = Record<string, unknown>

/** What a twin is made of: what it expects of a token, and what it may ask. Nothing has a default. */
export interface TwinParts {
  readonly issuer: string
  readonly audience: string
  readonly type: string
  /** Those that it takes; with JWT in them also tokens that do not say. */
  readonly types: readonly string[]
  readonly algorithms: readonly string[]
  readonly leewaySeconds: number
  readonly scope: string | undefined
  readonly path: string
  /** A token may be used once. */
  readonly isOneUse: boolean
  /** A form may bring the token. */
  readonly takesForms: boolean
  /** Subjects are SPIFFE ids of this trust domain. */
  readonly trustDomain: string | undefined
  /** The one actor that may ask. */
  readonly actor: string | undefined
  /** Seconds since 1970, by the clock of the service. */
  now(): number
  /** Seconds since some moment. */
  monotonic(): number
  /** @throws when it cannot be read */
  readKeySet(): Promise<unknown>
  /** Is called when the issuer publishes its own key set again. */
  onRestored(read: () => Promise<unknown>): void
  isRevoked(tokenId: unknown): Promise<boolean>
  /** Only what is weak asks for any other address. @returns the body, undefined where nobody answers */
  visit(address: string): Promise<string | undefined>
  /** Keys of another issuer, which only what is weak believes here. */
  readonly otherKeys: readonly unknown[]
  /** Decrypts what was encrypted for the first RSA key of the issuer; only what is weak does that. */
  decrypt(token: string): { readonly plain: Buffer; readonly header: TwinHeader }
}

/** What the key store remembers between requests. */
export interface TwinMemory {
  jwks: readonly unknown[]
  keys: readonly VerificationKey[]
  readAt: number
  reading: Promise<void> | undefined
  readonly spent: Set<string>
}

/**
 * Every check of the service, each under its name, in the order in which a request meets them. A weakness replaces one of them, and
 * sees the one that it replaces.
 */
export interface TwinChecks {
  /** @throws Problem for a request that is too large to be read */
  bounds(request: AttackRequest): void
  /** Does this request need a token? */
  isProtected(request: AttackRequest): boolean
  /** @returns undefined when there is none */
  token(request: AttackRequest): string | undefined
  /** The whole decision about a token. */
  judge(token: string, request: AttackRequest): Promise<Claims>
  form(token: string): CompactForm
  header(bytes: Uint8Array): TwinHeader
  critical(header: TwinHeader): void
  kind(header: TwinHeader): void
  proof(form: CompactForm, header: TwinHeader): Promise<void>
  algorithm(header: TwinHeader): string
  key(header: TwinHeader, algorithm: string): Promise<VerificationKey>
  signature(form: CompactForm, key: VerificationKey): Promise<void>
  keys(isUnknown: boolean): Promise<readonly VerificationKey[]>
  mustRead(ageSeconds: number, isUnknown: boolean): boolean
  fetchKeys(): Promise<readonly unknown[]>
  load(jwks: readonly unknown[]): Promise<readonly VerificationKey[]>
  claims(bytes: Uint8Array): Claims
  shapes(claims: Claims): void
  issuer(claims: Claims): void
  audience(claims: Claims): void
  subject(claims: Claims): void
  required(claims: Claims): void
  expiry(claims: Claims): void
  notBefore(claims: Claims): void
  issuedAt(claims: Claims): void
  lifetime(claims: Claims): void
  binding(claims: Claims, request: AttackRequest): void
  revoked(claims: Claims): Promise<void>
  spend(claims: Claims, token: string): Promise<void>
  scope(claims: Claims): void
  actor(claims: Claims): void
  believe(claims: Claims, request: AttackRequest): Answer
  refuse(error: unknown, request: AttackRequest): Answer
}

/** One weakness: what it puts in the place of the checks that it is handed. */
export type Weakness = (strict: TwinChecks, parts: TwinParts, memory: TwinMemory) => Partial<TwinChecks>

/** The service does not answer at all. */
export class Hangs extends Error {}

/** The service closes the connection. */
export class Drops extends Error {}

/** A good token with too little right. */
export class NotAllowed extends Error {}

/** The service cannot decide at the moment. */
export class Undecided extends Error {}
