import { plainIssuerOf, speaksForIssuer } from '#core/config/factory-issuer'
import type { SigningKey } from '#core/keys/signing-key'
import type { KeyRings } from '#core/rings/key-rings'
import type { KeySource } from '#core/token/trust'
import type { FactoryConfig } from './config.ts'
import type { Issuers } from './issuer.ts'
import { activeKey } from './routes/ring-id.ts'

/** In whose name /issueToken signs, with whose keys, and whose tokens /verify believes: FACTORY_ISSUER says so. */
export interface PlainSpeaker {
  readonly issuer: string
  /** Whether it is the issuer of access tokens: then only its clients get tokens in its name. */
  readonly isIssuer: boolean
  /** The ring that signs what is asked for under this ring id. */
  ringOf(ringId: string): string
  /** @throws Problem not-found where there is no such ring */
  key(ringId: string): Promise<SigningKey>
  /** @throws Problem not-found where there is no such ring */
  keys(ringId: string): Promise<KeySource>
  /** Why an `iss` of the caller's choice is refused; undefined where it is not. */
  refusalOf(iss: string): string | undefined
}

export interface PlainSpeakerParts {
  config: Pick<FactoryConfig, 'issuer'>
  rings: KeyRings
  issuers: Pick<Issuers, 'main' | 'keyOf' | 'keysOf' | 'isOwn'>
}

export function createPlainSpeaker({ config, rings, issuers }: PlainSpeakerParts): PlainSpeaker {
  const { main } = issuers
  const isIssuer = speaksForIssuer(config.issuer)
  const who = {
    get issuer() {
      return plainIssuerOf(config.issuer, main.url)
    },
    isIssuer,
  }
  if (isIssuer)
    return Object.assign(who, {
      ringOf: () => main.ringId,
      key: () => issuers.keyOf(main),
      keys: async () => issuers.keysOf(main),
      // Its keys vouch for nobody else, nor for an issuer at /issuers/:name, which has keys of its own.
      refusalOf: (iss: string) => (iss === main.url ? undefined : NOT_ITSELF),
    })
  return Object.assign(who, {
    ringOf: (ringId: string) => ringId,
    key: (ringId: string) => activeKey(rings, ringId),
    keys: (ringId: string) => activeKey(rings, ringId).then(() => rings.source(ringId)),
    // Otherwise anybody could ask for what looks like an access token: verifiers that do not look at `typ` believe it.
    refusalOf: (iss: string) => (issuers.isOwn(iss) ? NOT_HERE : undefined),
  })
}

const NOT_ITSELF = 'must be the issuer itself, or absent: with FACTORY_ISSUER=discovery its keys sign for nobody else'
const NOT_HERE = 'an issuer of this process; its tokens are granted at /token'
