import { Buffer } from 'node:buffer'
import { CannotBeMade, type IssuerHand } from '#attacks'
import type { Algorithm } from '#core/token/algorithms'
import type { SignedText, SignTextInput } from '../../../jwt-factory/control/sign-text.ts'

/** Signs by a key of the factory: by its control plane, or by a call in the same process. @throws CannotBeMade, Problem */
export type AskToSign = (order: SignTextInput) => Promise<SignedText>

/** Whose keys they are: of an issuer, which has one for each algorithm, or of a ring, which has one. */
export type FactorySigner = { readonly issuer: string } | { readonly ring: string }

/**
 * The hand of an issuer whose keys stay in the factory. Those that it does not have yet are made, as by a token that is minted: they
 * stay, one for each algorithm.
 * @param algorithms which keys are wanted; those that the factory refuses are left out
 * @throws CannotBeMade when there is none
 */
export async function openFactoryHand(
  sign: AskToSign,
  signer: FactorySigner,
  algorithms: readonly Algorithm[],
): Promise<IssuerHand> {
  const kids = new Map<Algorithm, string>()
  const asked = 'ring' in signer ? [signer] : algorithms.map((alg) => ({ ...signer, alg }))
  const refusals: string[] = []
  for (const signedBy of asked) {
    const made = await sign({ text: '', signedBy }).catch((error: unknown) => {
      if (!(error instanceof CannotBeMade)) throw error
      refusals.push(error.message)
      return undefined
    })
    if (made) kids.set(made.algorithm, made.kid)
  }
  const kidFor = (algorithm: Algorithm) => {
    const kid = kids.get(algorithm)
    if (kid !== undefined) return kid
    const why = refusals[0] === undefined ? 'name it with --algorithms, if the target takes it' : refusals[0]
    throw new CannotBeMade(`the issuer has no key for ${algorithm}: ${why}`)
  }
  if (kids.size === 0) throw new CannotBeMade(refusals[0] ?? 'the target takes no algorithm that is known here')
  return {
    algorithms: [...kids.keys()],
    kid: kidFor,
    async sign(text, algorithm, scheme = algorithm) {
      const kid = kidFor(algorithm)
      const signedBy = 'ring' in signer ? signer : { ...signer, alg: algorithm }
      const signed = await sign({ ...asShortOrder(text), signedBy, scheme })
      if (signed.kid === kid) return Buffer.from(signed.signature, 'base64url')
      throw new CannotBeMade('another key of the issuer signs since the run began: run it again')
    },
  }
}

/** The same algorithms; the one by which the issuer signs where nobody names one comes first. @throws CannotBeMade */
export async function ownAlgorithmFirst(
  sign: AskToSign,
  signer: FactorySigner,
  algorithms: readonly Algorithm[],
): Promise<readonly Algorithm[]> {
  const { algorithm: own } = await sign({ text: '', signedBy: signer })
  return algorithms.includes(own) ? [own, ...algorithms.filter((each) => each !== own)] : algorithms
}

/** As short as it can be: a body of the control plane is bounded. @param text of bytes */
const asShortOrder = (text: string): Pick<SignTextInput, 'text' | 'signingInput'> =>
  /^[\w-]*\.[\w-]*$/.test(text) ? { signingInput: text } : { text: Buffer.from(text, 'latin1').toString('base64url') }
