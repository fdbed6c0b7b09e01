import { isRevoked } from '#core/access/spent-and-revoked'
import type { Clock } from '#core/clock'
import type { Store } from '#core/store/store'
import { TokenRejected } from '#core/token/rejection'
import { runInOrder } from '#core/token/run-checks'
import { ANYONE, type KeySource } from '#core/token/trust'
import { checkNamed, type Examination } from '#core/token/verify'
import type { PeopleKeys, PresentedToken } from './issued.ts'
import type { TokenSettings } from './token-settings.ts'

/** In this order; the issuer is looked at where tokens name one. Each of our own tokens ends, so one without an end is none of ours. */
const CHECKS_BEFORE_ISSUER = ['form', 'header', 'critical', 'algorithm', 'type', 'key', 'signature', 'claims']
const CHECKS_AFTER_ISSUER = ['required', 'expiry', 'not-before', 'issued-at']

export interface PresentedParts {
  settings: Pick<TokenSettings, 'issuer'>
  keys: Pick<PeopleKeys, 'published'>
  source: KeySource
  store: Store
  clock: Clock
}

/**
 * Checks a token of a person that comes back to whoever made it: for a renewal, or for what people administer. For whom it is meant is
 * not asked, because it was made here.
 * @throws TokenRejected; StoreUnavailable when nobody can tell whether it was taken back
 */
export async function checkPresented(text: string, parts: PresentedParts): Promise<PresentedToken> {
  const { settings, keys, source, store, clock } = parts
  const { issuer = '' } = settings
  const trust = {
    issuer,
    audience: ANYONE,
    subject: ANYONE,
    algorithms: [...new Set(keys.published().map(({ algorithm }) => algorithm))],
    type: 'JWT',
    required: ['exp'],
    maxLifetimeSeconds: Infinity,
    leewaySeconds: 0,
    keys: source,
  } as const
  const checks = [
    ...CHECKS_BEFORE_ISSUER,
    ...(settings.issuer === undefined ? [] : ['issuer']),
    ...CHECKS_AFTER_ISSUER,
  ].map(checkNamed)
  const examination = {
    token: text,
    trust,
    now: clock.now,
    seconds: clock.now() / 1000,
    remembered: undefined,
  } as Partial<Examination> as Examination // the checks fill in the rest
  await runInOrder(checks, examination, () => undefined)
  const { claims } = examination
  if (await isRevoked(store, claims)) throw new TokenRejected('revoked-token', { claim: 'jti' })
  return { text, claims }
}

/** As Stoke reads its own tokens (ST-12, ST-17): by any key of the set, whatever its id. */
export const anyPublishedKey = ({ published }: Pick<PeopleKeys, 'published'>): KeySource => ({
  select({ alg }) {
    const [first, ...others] = published().filter(({ algorithm }) => algorithm === alg)
    if (!first) throw new TokenRejected('unknown-key')
    return { ...first.verification, namesakes: others.map(({ verification }) => verification.publicKey) }
  },
})
