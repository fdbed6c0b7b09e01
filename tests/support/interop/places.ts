import type { Environment } from '#core/config/setting'

/** The issuers that clients meet: as it is, and with a file of clients as their users write it. */
export const CLIENT_ISSUERS = {
  /** KEY_SET_MAX_AGE is 60 by itself. */
  default: { maxAgeSeconds: 60, env: {} },
  // Another age, to tell who goes by it from who happens to keep keys as long.
  declared: { maxAgeSeconds: 20, env: { KEY_SET_MAX_AGE: '20' } },
} as const satisfies Record<string, { maxAgeSeconds: number; env: Environment }>

export type IssuerName = keyof typeof CLIENT_ISSUERS

export const ISSUER_NAMES = Object.keys(CLIENT_ISSUERS) as IssuerName[] // the keys of what stands above

/** Tokens that a verifier is shown: of which issuer, for which audience, and what clients.json says about them. */
export interface Place {
  issuer: IssuerName
  audience: string
  /** Of somebody else, whose tokens look the same: they are refused for that alone. */
  other: string
  /** Who gets a token for somebody else. */
  otherCaller: 'servicea' | 'serviceb'
  declared?: { algorithm: 'RS256'; tokenType?: 'JWT' }
}

const asUsersDeclare = (audience: string, declared: Required<Place>['declared']): Place => ({
  issuer: 'declared',
  audience,
  other: `${audience}/other`,
  otherCaller: 'servicea',
  declared,
})

export const PLACES = {
  /** The factory as it is: it signs by ES256, and its tokens are of the type at+jwt. */
  asItIs: { issuer: 'default', audience: 'serviceb', other: 'servicec', otherCaller: 'serviceb' },
  RS256: asUsersDeclare('https://rs256.example.com', { algorithm: 'RS256' }),
  RS256AndJwt: asUsersDeclare('https://jwt.example.com', { algorithm: 'RS256', tokenType: 'JWT' }),
} satisfies Record<string, Place>

export type PlaceName = keyof typeof PLACES

export const PLACE_NAMES = Object.keys(PLACES) as PlaceName[] // the keys of what stands above

/** What a user writes into clients.json for an audience, as the page shows it. */
export function declarationOf(name: PlaceName): string {
  const { declared }: Place = PLACES[name]
  const members = Object.entries(declared ?? {}).map(([member, value]) => `"${member}": "${value}"`)
  return `\`${members.join(', ')}\``
}
