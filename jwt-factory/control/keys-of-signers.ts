import type { SigningKey } from '#core/keys/signing-key'
import type { KeyRings } from '#core/rings/key-rings'
import type { Algorithm } from '#core/token/algorithms'
import type { Issuer, Issuers } from '../issuer.ts'
import type { RingRoom } from '../ring-room.ts'
import type { RingUse } from '../ring-use.ts'

export interface SignerKeyParts {
  rings: Pick<KeyRings, 'ensure' | 'active'>
  /** A ring that is not there yet needs room, as everywhere. */
  room: Pick<RingRoom, 'admit'>
  use: Pick<RingUse, 'noteBeside'>
  issuers: Pick<Issuers, 'keyOf' | 'ringsInUse'>
}

/** The key by which a ring signs now. @throws Problem too-many-keys */
export async function keyOfRing(ringId: string, { rings, room, use }: SignerKeyParts): Promise<SigningKey> {
  const key = rings.active(ringId) ?? (await room.admit(ringId, () => rings.ensure(ringId)))
  use.noteBeside(ringId)
  return key
}

/** The key by which an issuer signs now, by that algorithm or that of its own ring. @throws Problem too-many-keys */
export async function keyOfIssuer(
  issuer: Issuer,
  algorithm: Algorithm | undefined,
  { issuers, use }: SignerKeyParts,
): Promise<SigningKey> {
  const key = await issuers.keyOf(issuer, algorithm)
  for (const ringId of issuers.ringsInUse(issuer, key.algorithm)) use.noteBeside(ringId)
  return key
}
