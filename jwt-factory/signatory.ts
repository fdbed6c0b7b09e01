import { signatoryIssuerOf, speaksForIssuer } from '#core/config/factory-issuer'
import type { SigningKey } from '#core/keys/signing-key'
import type { KeyRings } from '#core/rings/key-rings'
import type { Claims } from '#core/token/claims'
import type { KeySource } from '#core/token/trust'
import type { FactoryConfig } from './config.ts'
import type { Issuers } from './issuer.ts'
import type { TokenShapes } from './registered-clients/token-shapes.ts'
import { activeKey } from './routes/ring-id.ts'

/** In whose name /issueToken signs, with whose keys, and whose tokens /verify believes: FACTORY_ISSUER says so. */
export interface Signatory {
  readonly issuer: string
  /** Whether it is the issuer of access tokens: then only its clients get tokens in its name. */
  readonly isIssuer: boolean
  /** The rings that are in use when that key signs what is asked for under this ring id. */
  ringsOf(ringId: string, key: Pick<SigningKey, 'algorithm'>): readonly string[]
  /**
   * What signs: for an issuer, by the algorithm that is declared for whoever reads the token.
   * @throws Problem not-found where there is no such ring
   */
  key(ringId: string, claims: Claims): Promise<SigningKey>
  /** @throws Problem not-found where there is no such ring */
  keys(ringId: string): Promise<KeySource>
  /** Why an `iss` of the caller's choice is refused; undefined where it is not. */
  refusalOf(iss: string): string | undefined
  /** The same for one of its audiences. */
  refusalOfAudience(aud: string): string | undefined
  /** Claims that nobody may choose. */
  readonly ownClaims: readonly string[]
}

export interface SignatoryParts {
  config: Pick<FactoryConfig, 'issuer'>
  rings: KeyRings
  issuers: Pick<Issuers, 'main' | 'keyOf' | 'keysOf' | 'ringsInUse' | 'isOwn'>
  shapes: Pick<TokenShapes, 'of'>
}

export function createSignatory({ config, rings, issuers, shapes }: SignatoryParts): Signatory {
  const { main } = issuers
  const isIssuer = speaksForIssuer(config.issuer)
  const who = {
    get issuer() {
      return signatoryIssuerOf(config.issuer, main.url)
    },
    isIssuer,
  }
  if (isIssuer)
    return Object.assign(who, {
      ringsOf: (_ringId: string, { algorithm }: Pick<SigningKey, 'algorithm'>) => issuers.ringsInUse(main, algorithm),
      key: (_ringId: string, { aud }: Claims) =>
        issuers.keyOf(main, shapes.of(main, undefined, String([aud].flat()[0])).algorithm),
      keys: async () => issuers.keysOf(main),
      // Its keys vouch for nobody else, nor for an issuer at /issuers/:name, which has keys of its own.
      refusalOf: (iss: string) => (iss === main.url ? undefined : NOT_ITSELF),
      // There it could be taken for a grant, which anybody's claims are not (RFC 7523 §2.1).
      refusalOfAudience: (aud: string) => (issuers.isOwn(aud) ? NOT_TO_ISSUERS : undefined),
      // By these the issuer knows what it has granted, and whose revocation counts: it believes no other token itself.
      ownClaims: ['client_id', 'jti'],
    })
  return Object.assign(who, {
    ringsOf: (ringId: string) => [ringId],
    key: (ringId: string) => activeKey(rings, ringId),
    keys: (ringId: string) => activeKey(rings, ringId).then(() => rings.source(ringId)),
    // Otherwise anybody could ask for what looks like an access token: verifiers that do not look at `typ` believe it.
    refusalOf: (iss: string) => (issuers.isOwn(iss) ? NOT_HERE : undefined),
    refusalOfAudience: () => undefined,
    ownClaims: [],
  })
}

const NOT_ITSELF = 'must be the issuer itself, or absent: with FACTORY_ISSUER=discovery its keys sign for nobody else'
const NOT_HERE = 'an issuer of this process; its tokens are granted at /token'
const NOT_TO_ISSUERS = 'an issuer of this process: tokens for it are granted at /token'
