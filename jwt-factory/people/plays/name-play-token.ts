import { NAMED_TOKENS, namedParts, type NamedTokenId } from '#core/token/named-tokens'
import { generateSigningKey, type SigningKey } from '#core/keys/signing-key'
import { partsOfOwnToken, signNamed } from '#core/token/sign-named'

/**
 * Makes the token of this name of a good one that was just signed.
 * @param key has signed it
 * @param now milliseconds since 1970
 */
export async function nameTokenOfPlay(
  good: string,
  { named, key, now }: { named: NamedTokenId; key: SigningKey; now: number },
): Promise<string> {
  const parts = namedParts(named, partsOfOwnToken(good), Math.floor(now / 1000))
  return signNamed(parts, key, async () => (await generateSigningKey(key.algorithm, 0)).privateKey)
}

/** Of the person: ", and that is …". */
export const sayNamed = (named: NamedTokenId | undefined): string =>
  named === undefined ? '' : `, as one that ${NAMED_TOKENS[named].title}`
