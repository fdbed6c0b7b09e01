import type { AttackNeed, AttackTarget } from '#attacks'
import type { Clock } from '#core/clock'
import { isLocalUrl } from '#core/http/local'
import type { Sender } from '../answer.ts'
import { SAID_DIALECTS } from '../party-of-dialect.ts'

/** What every side of an issuer goes by: what the person said of the target, and what the run is made with. */
export interface SideFacts {
  readonly target: AttackTarget
  /** Where the target is called. */
  readonly targetUrl: URL
  /** What the person said that the target has: `scope`, `actors`, `one-use`, `form-body`, `lax-type`, `spiffe`, `revocation` … */
  readonly also: ReadonlySet<AttackNeed>
  readonly clock: Clock
  /** Laid over the claims of a good token: `sub`, `client_id`, roles. */
  readonly claims?: Readonly<Record<string, unknown>>
  /** How long a good token lives. 300, when it is absent. */
  readonly lifetimeSeconds?: number
  /** Opens a sender to an endpoint of the issuer; without one, nothing is asked of the issuer. */
  readonly senderTo?: (endpoint: URL) => Sender
}

/** What no issuer can give: the target has it, and only the person knows. */
const OF_TARGET: readonly AttackNeed[] = [
  'scope',
  'actors',
  'one-use',
  'form-body',
  'lax-type',
  'assertion-audience',
  'spiffe',
  'dpop',
  'mtls',
  'encryption-key',
  'dialect',
]

/** Of what the person said, what no hand of the issuer has to help with. */
export const saidOfTarget = ({ also }: Pick<SideFacts, 'also'>): AttackNeed[] =>
  OF_TARGET.filter((need) => also.has(need))

const NO_ISSUER_KEY = 'a black box has no key of the issuer: use --factory URL or --serve-issuer PORT'

/** Why something is not there, where the side knows nothing better. */
const WHY_A_NEED_IS_NOT: Readonly<Record<AttackNeed, string>> = {
  'issuer-key': NO_ISSUER_KEY,
  'good-token': 'there is no good token: give one with --token FILE, or use --factory URL or --serve-issuer PORT',
  'two-good-tokens': 'one token was given, and two are needed: use --factory URL or --serve-issuer PORT',
  'published-keys': 'nobody knows the keys that the issuer publishes: say where they are with --jwks URL',
  client: 'there is no registered client: use --factory URL or --serve-issuer PORT',
  exchange: 'there is no client that the good token is for and that may exchange it: use --serve-issuer PORT',
  'second-issuer': 'the target trusts no second issuer: name one with --second-issuer NAME, if it does',
  listener: 'the target is on another machine, and would not find an address of this one',
  'raw-socket': 'nothing can be written to a socket here',
  'key-set': 'nobody here decides what the issuer publishes: use --factory URL or --serve-issuer PORT',
  time: 'the clock of the target cannot be moved: let the run wait for it with --lifetimes SECONDS',
  revocation: 'the target is not said to ask about revoked tokens: say it with --revocation',
  'one-use': 'no path was named where a token may be used once: say it with --one-use',
  scope: 'the path is not said to want a scope: say which with --scope SCOPE',
  actors: 'the path is not said to look at who acts: say who may with --actor SUBJECT',
  'encryption-key': 'the target is not said to read encrypted tokens',
  spiffe: 'the target is not said to take SPIFFE ids: say it with --spiffe',
  'form-body': 'the path is not said to take a token from a form: say it with --form-body',
  'assertion-audience':
    'the issuer takes client assertions for its token endpoint too, as many clients send them: start it with CLIENT_ASSERTION_AUDIENCE=issuer',
  'lax-type': 'it is for a target that takes tokens of any type: say --lax-type where yours is meant to',
  dialect: `nobody said that the target is, or imitates, that system: say which one with --dialect NAME (${SAID_DIALECTS.join(', ')})`,
  dpop: 'the target is not said to take tokens that are bound to a key: say it with --dpop',
  mtls: 'the target is not said to take tokens that are bound to a certificate: say it with --mtls',
}

/** @param better what the side knows about itself */
export const whyNeedIsNot = (better: Partial<Record<AttackNeed, string>>) => (need: AttackNeed) =>
  better[need] ?? WHY_A_NEED_IS_NOT[need]

/** The listener has an address of this machine: a target on another one would go to itself. */
export const reachesListener = ({ targetUrl }: Pick<SideFacts, 'targetUrl'>): boolean => isLocalUrl(targetUrl)
