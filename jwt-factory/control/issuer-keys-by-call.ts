import type { ToldKeySet } from '#core/control/told-keys'
import { Problem } from '#core/http/problem'
import type { Ring } from '#core/rings/rotation'
import { MAIN, type Issuer, type Issuers } from '../issuer.ts'
import type { TokenShapes } from '../registered-clients/token-shapes.ts'

/** The keys of an issuer, changed by call, as `POST /keys` and `DELETE /keys/:kid` change them. `@` is the main issuer. */
export interface IssuerKeysByCall {
  /** Another key signs from now on, by each algorithm of the issuer; those before stay published while their tokens live. */
  rotate(issuer: string): Promise<string>
  /**
   * Takes a key out at once; if it was one that signs, another takes over.
   * @param kid absent: the key that signs
   * @returns its key id
   * @throws Problem not-found for an unknown key
   */
  revoke(issuer: string, kid?: string): Promise<string>
  /** The states of all its keys. */
  list(issuer: string): Ring
  /** What a verifier may believe; made on first use, where there is none yet. */
  published(issuer: string): Promise<ToldKeySet['keys']>
}

export interface IssuerKeysByCallParts {
  issuers: Pick<Issuers, 'main' | 'named' | 'keyOf' | 'renew' | 'revoke' | 'entriesOf' | 'publishedOf'>
  shapes: Pick<TokenShapes, 'ofIssuer'>
}

export function createIssuerKeysByCall({ issuers, shapes }: IssuerKeysByCallParts): IssuerKeysByCall {
  const named = (name: string): Issuer => (name === MAIN ? issuers.main : issuers.named(name))
  const algorithmOf = (issuer: Issuer) => shapes.ofIssuer(issuer).algorithm
  return {
    async rotate(name) {
      const issuer = named(name)
      await issuers.keyOf(issuer, algorithmOf(issuer)) // one that has none yet gets two: the earlier one is published
      return (await issuers.renew(issuer, false, algorithmOf(issuer))).kid
    },
    async revoke(name, kid) {
      const issuer = named(name)
      const meant = kid ?? (await issuers.keyOf(issuer, algorithmOf(issuer))).kid
      if (await issuers.revoke(issuer, meant)) return meant
      throw new Problem('not-found', `The issuer has no key "${meant.slice(0, 80)}".`)
    },
    list: (name) => issuers.entriesOf(named(name)),
    async published(name) {
      const issuer = named(name)
      await issuers.keyOf(issuer, algorithmOf(issuer))
      return issuers.publishedOf(issuer).map(({ publicJwk }) => publicJwk)
    },
  }
}
