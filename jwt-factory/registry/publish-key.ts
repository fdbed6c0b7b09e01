import type { CheckedKey } from '#core/registry/published-key'
import { Problem } from '#core/http/problem'
import { shownKid, spendOnce, type ProvedRequest } from './spend-request.ts'
import { standingOf, stateOfKey, type Service, type ServiceKey } from './service-keys.ts'

/** Who has to see a key before it is used: nobody the first one of a service, or a person that one, or a person all of them. */
export type Approval = 'first' | 'ask' | 'all'

export interface PublishOrder extends ProvedRequest {
  key: CheckedKey
  expiresAt?: number
  rotationSeconds?: number
  /** How long the key that it replaces can be read: no longer than the rules let it. */
  graceSeconds?: number
}

export interface PublishRules {
  approval: Approval
  graceSeconds: number
  now: number
}

/** So many keys of a service can wait for a person; those that its own approved key has signed for have other places. */
const MOST_PENDING = 5

/** Then a key that waits makes room for another that would. Milliseconds. */
const PENDING_KEPT = 600_000

/** So many retired keys of a service can be read; with one more, the grace of the first is over. */
const MOST_RETIRED = 20

/**
 * Publishes a key. Signed by an approved key of the service it takes the place of that key at once, which is retired and can be read
 * for its grace. Signed by itself it waits for a person, unless a person has approved its id before, or it is the first key of its
 * service and the rules let that pass.
 * @returns the service as it is then; undefined when the key was published before, and nothing changes
 * @throws Problem key-refused, invalid-input, too-many-keys
 */
export function publishKey(service: Service, order: PublishOrder, rules: PublishRules): Service | undefined {
  const { key, signedBy } = order
  const { now } = rules
  const spent = spendOnce(service, order, { by: standingOf(service, signedBy), now })
  const same = service.keys.find(({ thumbprint }) => thumbprint === key.thumbprint)
  const known = same?.is === 'awaited' ? undefined : same
  const isAwaited = same !== undefined && stateOfKey(same, now) === 'awaited'
  const isRotation = signedBy !== key.kid
  if (known && known.kid !== key.kid)
    throw new Problem('invalid-input', `This key is published already, as "${known.kid}": name it like that.`)
  const state = known && stateOfKey(known, now)
  if (state === 'approved' || (state === 'pending' && !isRotation)) return undefined
  if (state !== undefined && state !== 'pending') throw refusedAgain(state)
  const signer = isRotation ? approvedSigner(service, signedBy, now) : undefined
  if (state === 'pending' && rules.approval === 'all') return undefined

  const isUnseen = !isRotation && rules.approval === 'first' && !service.wasApproved
  const approvedBy = isAwaited
    ? 'person'
    : signer && rules.approval !== 'all'
      ? 'rotation'
      : isUnseen
        ? 'first'
        : undefined
  const made: ServiceKey = {
    kid: key.kid,
    thumbprint: key.thumbprint,
    algorithm: key.algorithm,
    document: key.document,
    is: approvedBy ? 'approved' : 'pending',
    since: now,
    publishedAt: known?.publishedAt ?? now,
    ...(approvedBy && { approvedBy }),
    ...(order.expiresAt !== undefined && { expiresAt: order.expiresAt }),
    ...(order.rotationSeconds !== undefined && { rotationSeconds: order.rotationSeconds }),
    ...(signer && !approvedBy && { replaces: signer.kid }),
  }
  const others = service.keys.filter((other) => other !== same)
  const rest = approvedBy
    ? retire(others, signer?.kid, { now, graceSeconds: graceOf(order, rules) })
    : withRoomToWait(others, made, now)
  return {
    ...service,
    keys: [made, ...rest],
    wasApproved: service.wasApproved || approvedBy !== undefined,
    spent,
    changedAt: now,
  }
}

const graceOf = ({ graceSeconds = Infinity }: PublishOrder, rules: PublishRules) =>
  Math.min(graceSeconds, rules.graceSeconds)

/** Tokens that the key has signed are on their way: it can be read for its grace, and signs for no other any more. */
export function retire(
  keys: readonly ServiceKey[],
  kid: string | undefined,
  { now, graceSeconds }: Pick<PublishRules, 'now' | 'graceSeconds'>,
): ServiceKey[] {
  const endsAt = now + graceSeconds * 1000
  let retired = 0
  return keys
    .map((key): ServiceKey => (key.kid === kid ? { ...key, is: 'retired', since: now, endsAt } : key))
    .map((key) => (stateOfKey(key, now) === 'retired' && ++retired > MOST_RETIRED ? { ...key, endsAt: now } : key))
}

function approvedSigner({ keys }: Service, kid: string, now: number): ServiceKey {
  const signer = keys.find((key) => key.kid === kid)
  const state = signer ? stateOfKey(signer, now) : 'unknown'
  if (signer && state === 'approved') return signer
  throw new Problem(
    'key-refused',
    `The key "${shownKid(kid)}" that signed the request is ${state}: only an approved key of the service can sign for another one.`,
  )
}

/** @throws Problem too-many-keys when others wait, and have not waited for long */
function withRoomToWait(keys: readonly ServiceKey[], made: ServiceKey, now: number): ServiceKey[] {
  const isLike = (key: ServiceKey) =>
    stateOfKey(key, now) === 'pending' && (key.replaces === undefined) === (made.replaces === undefined)
  const waiting = keys.filter(isLike)
  const oldest = waiting.at(-1)
  if (!oldest || waiting.length < MOST_PENDING) return [...keys]
  const left = oldest.since + PENDING_KEPT - now
  if (left <= 0) return keys.filter((key) => key !== oldest)
  const seconds = Math.ceil(left / 1000)
  throw new Problem(
    'too-many-keys',
    `${MOST_PENDING} keys of this service wait for approval already. A person can approve this one, and it finds a place: npm run control -- registry approve SERVICE ${made.kid} (or try again in ${seconds} s).`,
    { headers: { 'retry-after': String(seconds) } },
  )
}

const refusedAgain = (state: string) =>
  new Problem('key-refused', `This key is ${state} and stays so: make another key, and publish that.`)
