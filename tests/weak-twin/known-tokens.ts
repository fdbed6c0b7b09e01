import { createHash } from 'node:crypto'
import type { Attack, AttackWorld, IssuerHand } from '#attacks'
import type { VerificationKey } from '#core/token/trust'
import { checkSignature } from '#core/token/verify-signature'

// Hundreds of twins are asked with the same catalogue. A case makes the same tokens for each of them, so that most are signed and
// checked once: what is known is what the house itself made and said of the same text, signature and key.

/** The same cases, for one run: the token ids of each are its own, and the same in every run. */
export function casesWithKnownIds(cases: readonly Attack[]): readonly Attack[] {
  return cases.map((attack) => {
    let tokens = 0
    const idOf = () => tokenIdOf(`${attack.id} ${++tokens}`)
    return { ...attack, make: (world, changed) => attack.make(withTokenIds(world, idOf), changed) }
  })
}

function withTokenIds(world: AttackWorld, nextId: () => string): AttackWorld {
  return {
    ...world,
    good: (algorithm) => {
      const { header, claims } = world.good(algorithm)
      return { header, claims: { ...claims, jti: nextId() } }
    },
  }
}

/** A token id that is the same in every run, written as a random one is (RFC 9562 §5.8). */
export const tokenIdOf = (text: string): string =>
  createHash('sha256')
    .update(text)
    .digest('hex')
    .replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, '$1-$2-8$3-8$4-$5')

/** A hand that signs each text once with each key and scheme. */
export function signsOnce(hand: IssuerHand): IssuerHand {
  const signatures = new Map<string, Promise<Uint8Array>>()
  return {
    ...hand,
    sign: (text, algorithm, scheme = algorithm) => {
      const name = `${algorithm} ${scheme} ${text}`
      const known = signatures.get(name) ?? hand.sign(text, algorithm, scheme)
      signatures.set(name, known)
      return known
    },
  }
}

const checked = new WeakMap<VerificationKey, Map<string, Promise<void>>>()

/** `checkSignature`, which is asked once about each text and signature with each key. @throws TokenRejected */
export const checkSignatureOnce: typeof checkSignature = (form, key) => {
  const ofKey = checked.get(key) ?? new Map<string, Promise<void>>()
  checked.set(key, ofKey)
  const name = [form.protected, form.payload, form.signature, form.signatureBytes.toString('base64url')].join('.')
  const known = ofKey.get(name) ?? checkSignature(form, key)
  ofKey.set(name, known)
  return known
}
