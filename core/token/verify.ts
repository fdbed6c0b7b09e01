import * as rules from './claim-rules.ts'
import type { Claims } from './claims.ts'
import { parseCompactForm, type CompactForm } from './compact-form.ts'
import { TokenRejected, type RejectionReason } from './rejection.ts'
import { runInOrder, type CheckFound, type NamedCheck } from './run-checks.ts'
import { parseStrictJson } from './strict-json.ts'
import type { Trust, VerificationKey } from './trust.ts'
import { hasType } from './token-type.ts'
import { allowedAlgorithm, checkSignature, parseHeader, refuseCritical, selectKey } from './verify-signature.ts'
import type { Algorithm } from './algorithms.ts'
import type { VerifiedCache, VerifiedToken } from './verified-cache.ts'

/**
 * The one place where a token is believed. The checks run in this order and the first refusal ends them, so that
 * nothing of a token is used before the checks that protect it.
 */
export const CHECKS: readonly Check[] = [
  { name: 'form', rule: 'RFC 7515 §7.1: three segments of canonical base64url', run: readForm },
  { name: 'header', rule: 'RFC 7515 §4: strict JSON, one object', needs: ['form'], run: readHeader },
  {
    name: 'critical',
    rule: 'RFC 7515 §4.1.11: no extension that is not understood',
    needs: ['header'],
    run: (e) => refuseCritical(e.header),
  },
  { name: 'algorithm', rule: 'RFC 8725 §3.1: on the allow-list', needs: ['header'], run: readAlgorithm },
  { name: 'type', rule: 'RFC 8725 §3.11: the kind of token that is expected here', needs: ['header'], run: checkType },
  {
    name: 'key',
    rule: 'RFC 8725 §3.8: a trusted key of this issuer, used with its own algorithm',
    needs: ['header', 'algorithm'],
    run: findKey,
  },
  {
    name: 'signature',
    rule: 'RFC 7515 §5.2: made by that key over this text',
    needs: ['form', 'key'],
    run: checkSignatureOnce,
  },
  { name: 'claims', rule: 'RFC 7519 §4, §7.2: strict JSON, types and ranges', needs: ['form'], run: readPayload },
  { name: 'issuer', rule: 'RFC 7519 §4.1.1: exactly the issuer that is trusted', ...on(rules.issuer, 'iss') },
  { name: 'audience', rule: 'RFC 7519 §4.1.3: meant for us', ...on(rules.audience, 'aud') },
  { name: 'subject', rule: 'RFC 7519 §4.1.2: speaks of the expected caller', ...on(rules.subject, 'sub') },
  { name: 'required', rule: 'RFC 7519 §4: every claim that is required here', ...on(rules.required) },
  { name: 'expiry', rule: 'RFC 7519 §4.1.4: before exp', ...on(rules.notExpired, 'exp') },
  { name: 'not-before', rule: 'RFC 7519 §4.1.5: not before nbf', ...on(rules.active, 'nbf') },
  { name: 'issued-at', rule: 'RFC 7519 §4.1.6: not issued in the future', ...on(rules.issuedBefore, 'iat') },
  { name: 'lifetime', rule: 'own limit: no longer life than allowed here', ...on(rules.maxLifetime, 'iat', 'exp') },
  { name: 'binding', rule: 'RFC 7800 §3.1: no token bound to a key as a plain bearer token', ...on(rules.unbound) },
]

/** What one check found; handed to whoever wants to show it. */
export type CheckResult = CheckFound<RejectionReason>

/**
 * Decides whether a token may be believed.
 *
 * @param token the compact token, as received; anything else is refused
 * @param trust what is believed beforehand; it has no defaults
 * @param now milliseconds since 1970; read again when the key is there, which may have taken its time
 * @param observe told of every check, those that were not reached too ('skipped'); costs nothing when absent
 * @param cache remembers good signatures. Everything that may change between two calls is checked on every call: the
 *   key, the algorithm, the type and all rules about claims
 * @returns the claims: the only ones that anybody may act on
 * @throws TokenRejected for every refusal; no input makes it throw anything else. What the key source throws because
 *   it cannot answer at the moment passes through, so that the caller can fail closed.
 */
export async function verifyToken(
  token: unknown,
  trust: Trust,
  now: () => number,
  observe?: (result: CheckResult) => void,
  cache?: VerifiedCache,
): Promise<Claims> {
  const seconds = now() / 1000
  const remembered = cache?.get(token, seconds)
  const examination = { token, trust, now, seconds, remembered } as Examination // the checks fill in the rest, in order
  await runInOrder(CHECKS, examination, reasonOfRejection, observe)
  rememberProof(examination, cache)
  return examination.claims
}

/**
 * One of the checks, for a verifier with an order of its own. Each says what it needs; whoever orders them anew proves that
 * it has it (core/access/dialects/dialect.contract.ts).
 */
export function checkNamed(name: string): Check {
  const check = CHECKS.find((each) => each.name === name)
  if (!check) throw new RangeError(`there is no check "${name}"`)
  return check
}

const reasonOfRejection = (error: unknown) => (error instanceof TokenRejected ? error.reason : undefined)

export interface Check extends NamedCheck<Examination> {
  /** Claims that must have the right type. */
  reads?: readonly string[]
}

/** What is known so far. A check reads only what the checks above it have filled in. */
export interface Examination {
  token: unknown
  trust: Trust
  /** Milliseconds since 1970. */
  now(): number
  /** Since 1970: at the beginning, and from the check of the key on when that was there. */
  seconds: number
  /** From the cache: this token was good once. */
  remembered: VerifiedToken | undefined
  form: CompactForm
  header: Record<string, unknown>
  algorithm: Algorithm
  key: VerificationKey
  claims: Claims
}

/** The same text has the same form and header as when it was remembered. */
function readForm(e: Examination): void {
  if (!e.remembered) e.form = parseCompactForm(e.token)
}

function readHeader(e: Examination): void {
  e.header = e.remembered?.header ?? parseHeader(e.form.headerBytes)
}

function readAlgorithm(e: Examination): void {
  e.algorithm = allowedAlgorithm(e.header, e.trust.algorithms)
}

function checkType(e: Examination): void {
  const { type } = e.trust
  if (!hasType(e.header, type)) throw new TokenRejected('wrong-type', { expected: [type].flat().join(' or ') })
}

async function findKey(e: Examination): Promise<void> {
  e.key = await selectKey(e.header, e.algorithm, e.trust.keys)
  e.seconds = e.now() / 1000
  // Its owner said when it ends, and may not be there any more to take it out of the set.
  if (e.key.exp !== undefined && e.seconds >= e.key.exp) throw new TokenRejected('unknown-key')
}

/** By the very same key object: a key set that was loaded again has other objects, whatever their ids. */
const isProved = ({ remembered, key }: Examination) => remembered !== undefined && remembered.key === key

function checkSignatureOnce(e: Examination): Promise<void> | 'remembered' {
  if (isProved(e)) return 'remembered'
  e.form ??= parseCompactForm(e.token)
  return checkSignature(e.form, e.key)
}

/** After the last check: a token that was not believed is not remembered. */
export function rememberProof(e: Examination, cache: VerifiedCache | undefined): void {
  const { token, header, claims, key } = e
  if (!isProved(e) && typeof token === 'string') cache?.put(token, { header, claims, key })
}

/** The same text says the same, too, whatever is known of the key by then. */
function readPayload(e: Examination): void {
  if (e.remembered) return void (e.claims = e.remembered.claims)
  let claims: unknown
  try {
    claims = parseStrictJson(e.form.payloadBytes)
  } catch (cause) {
    throw new TokenRejected('malformed', { cause })
  }
  rules.shapes((e.claims = claims as Claims), e.trust, e.seconds) // the rule makes the cast true, or throws
}

/** @param reads the claims whose values it compares */
function on(rule: rules.ClaimRule, ...reads: string[]): Pick<Check, 'needs' | 'reads' | 'run'> {
  return { needs: ['claims'], reads, run: (e) => rule(e.claims, e.trust, e.seconds) }
}
