import { makeToken, type AttackWorld } from '#attacks'
import type { Algorithm } from '#core/token/algorithms'

/** What a target may expect of a good token. An empty type stands for none. */
export interface Guess {
  readonly audience: string
  readonly issuer: string
  readonly type: string
  readonly algorithm: Algorithm
  readonly scope?: string
  /** The audience stands in a list (RFC 7519 §4.1.3): some targets know no other form. */
  readonly isAudienceList?: boolean
}

/** What can be other than it was guessed. */
export type GuessMember = Exclude<keyof Guess, 'isAudienceList'>

/** Which values are tried for each member of a guess, the likeliest first. */
export type GuessValues = { readonly [Member in GuessMember]: readonly Guess[Member][] }

/** What stands in the address of the target and in its refusals is the likeliest name for it. */
export interface GuessHints {
  readonly url: URL
  /** Said by the person. */
  readonly audiences: readonly string[]
  /** Out of challenges: realm (RFC 6750 §3). */
  readonly realms: readonly string[]
  /** What it calls itself in its metadata (RFC 9728 §2). */
  readonly resources: readonly string[]
  readonly issuers: readonly string[]
  /** Out of challenges, then out of its metadata. */
  readonly scopes: readonly string[]
}

/** Names that a service may have been given, where nobody said one. */
const USUAL_AUDIENCES = ['api', 'serviceb', 'servicec', 'servicea']

/** As many audiences are tried. */
const MOST_AUDIENCES = 14

export function guessValues(world: AttackWorld, hints: GuessHints): GuessValues {
  const { url, audiences, realms, resources, issuers, scopes } = hints
  const folder = url.pathname.split('/').find((each) => each !== '')
  const { issuer, type } = world.target
  const names = [
    ...audiences,
    ...resources,
    ...realms,
    url.origin,
    `${url.origin}/`,
    url.href,
    ...(folder === undefined ? [] : [folder]),
    url.hostname,
    ...USUAL_AUDIENCES,
  ]
  return {
    audience: distinct(names).slice(0, MOST_AUDIENCES),
    issuer: distinct([issuer, issuer.endsWith('/') ? issuer.slice(0, -1) : `${issuer}/`, ...issuers]),
    type: distinct([type, 'at+jwt', 'JWT', '']),
    algorithm: world.issuer?.algorithms ?? [],
    scope: distinct([world.target.scope, ...scopes]),
  }
}

const distinct = <Value>(values: readonly Value[]): Value[] => [...new Set(values)]

/** A good token by a guess; with one thing left out or another, where that is to be seen. @throws CannotBeMade */
export const guessedToken = (
  world: AttackWorld,
  { audience, issuer, type, algorithm, scope, isAudienceList }: Guess,
  {
    claims,
    without = [],
  }: { readonly claims?: Readonly<Record<string, unknown>>; readonly without?: readonly string[] } = {},
): Promise<string> =>
  makeToken(world, {
    of: algorithm,
    ...(type === '' ? { withoutHeader: ['typ'] } : { header: { typ: type } }),
    claims: {
      aud: isAudienceList ? [audience] : audience,
      iss: issuer,
      ...(scope !== undefined && { scope }),
      ...claims,
    },
    without,
  })
