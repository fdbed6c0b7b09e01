import { lookOf } from '#core/token/look-of'

/** What a name is known by: two names with one of these in common look the same. In large letters some look like others than in small ones. */
export function knownByLooks(name: string): readonly string[] {
  const plain = name.normalize('NFKC').replaceAll(/\p{Default_Ignorable_Code_Point}/gu, '')
  return [`as written ${plain.toLowerCase().normalize('NFKC')}`, `as seen ${lookOf(name)}`]
}
