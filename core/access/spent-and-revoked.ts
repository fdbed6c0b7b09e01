import { Buffer } from 'node:buffer'
import { hash } from 'node:crypto'
import type { Clock } from '../clock.ts'
import type { Store } from '../store/store.ts'
import { toText } from '../store/values.ts'
import { notExpired } from '../token/claim-rules.ts'
import type { Claims } from '../token/claims.ts'
import { TokenRejected } from '../token/rejection.ts'
import type { FurtherCheck } from './judge.ts'

/**
 * What a verifier remembers of single tokens: those that may be used once and were, and those that were taken back.
 * A token goes by its issuer and its id, never by its text: one token may have several spellings (RFC 7515 §10.13).
 */
function entryOf({ iss = '', jti = '' }: Claims): string {
  const name = `${iss} ${jti}`
  return name.length <= LONGEST_NAME ? name : `sha256:${hash('sha256', name, 'base64url')}`
}

/** Where no id is required, there is nothing to go by: such a token is good until it ends. */
const isNameless = ({ jti }: Claims): boolean => jti === undefined

/** A token may have an id of 10 kB; what is remembered of it is short, and has no space, as every other name has. */
const LONGEST_NAME = 300

const SPENT = 'spent'
const REVOKED = 'revoked'

/** Longer than any request takes, with its waits for a store and a body, and than clocks differ. Milliseconds. */
const LONGER_THAN_A_REQUEST = 600_000

/** How long something is remembered of a token, and by which clock. */
export interface Keeping {
  clock: Clock
  /** How long after its `exp` somebody may still believe it: the leeway of clocks. */
  keepSeconds: number
  /** Called before something is written down that ends; where there is no room for it, it throws. */
  takeRoom?: TakeRoom
}

/** The bytes are about what the store takes for it; until then it is kept: milliseconds since 1970. */
export type TakeRoom = (entry: { bytes: number; until: number }) => Promise<void>

/** A file of SQLite has each name twice, once in its index by expiry; measured, with what else it keeps of an entry. */
const roomOfEntry = (name: string): number => 3 * Buffer.byteLength(toText(name)) + 60

/** Asks for the room of an entry. @returns until when it is kept */
async function withRoom(name: string, claims: Claims, keeping: Keeping): Promise<number | undefined> {
  const until = keptUntil(claims, keeping)
  if (until !== undefined) await keeping.takeRoom?.({ bytes: roomOfEntry(name), until })
  return until
}

/**
 * An entry that is over when it is written is none: it would keep nobody from what it was written against. So it stays
 * as long as the token may be believed, and in any case until all requests have ended that began while it was.
 */
function keptUntil({ exp }: Claims, { clock, keepSeconds }: Keeping): number | undefined {
  return exp === undefined ? undefined : Math.max((exp + keepSeconds) * 1000, clock.now() + LONGER_THAN_A_REQUEST)
}

/**
 * Spends a token that may be used once (RFC 7523 §3 item 7): by issuer and id, and only when its claims are believed.
 * Otherwise anybody could burn ids that others will send. Its end is looked at again: it may have come while the
 * request, or the store, took its time.
 * @param leewaySeconds for how long after its `exp` it is believed here
 * @throws TokenRejected replayed, expired. StoreUnavailable passes: who cannot remember must not accept
 */
export async function spend(
  store: Pick<Store, 'add'>,
  claims: Claims,
  { leewaySeconds, ...keeping }: Keeping & { leewaySeconds: number },
): Promise<void> {
  if (!isNameless(claims)) await spendEntry(store, entryOf(claims), claims, keeping)
  notExpired(claims, { leewaySeconds }, keeping.clock.now() / 1000)
}

async function spendEntry(store: Pick<Store, 'add'>, name: string, claims: Claims, keeping: Keeping): Promise<void> {
  const until = await withRoom(name, claims, keeping)
  if (!(await store.add(SPENT, name, '', until))) throw new TokenRejected('replayed', { claim: 'jti' })
}

/**
 * The check that a token was not spent; it spends nothing. Whoever acts on the token spends it, once all else held: a
 * request that is refused for something else may be put right, and bring the token again.
 */
export const notSpent = (store: Store): FurtherCheck => ({
  check: 'replay',
  rule: 'RFC 7523 §3 item 7: used once',
  async run(claims) {
    if (isNameless(claims)) return
    if ((await store.get(SPENT, entryOf(claims))) !== undefined) throw new TokenRejected('replayed', { claim: 'jti' })
  },
})

/** Revokes a token of which the claims are believed (RFC 7009 §2.1). */
export async function revokeToken(store: Store, claims: Claims, keeping: Keeping): Promise<void> {
  const name = entryOf(claims)
  await store.set(REVOKED, name, '', await withRoom(name, claims, keeping))
}

/** The check that a token was not taken back; it comes after all those of the token itself. */
export const notRevoked = (store: Store): FurtherCheck => ({
  check: 'revocation',
  rule: 'RFC 7009 §2: not revoked',
  async run(claims) {
    if (await isRevoked(store, claims)) throw new TokenRejected('revoked-token', { claim: 'jti' })
  },
})

/** @throws StoreUnavailable: whoever asks fails closed */
export async function isRevoked(store: Store, claims: Claims): Promise<boolean> {
  return (await store.get(REVOKED, entryOf(claims))) !== undefined
}
