import { z } from 'zod'
import {
  CERTIFICATE_MEMBERS,
  certificateMembersIn,
  certificateNameOf,
  type CertificateDeclaration,
  type NamesClient,
} from './certificate-name.ts'

/** The members of a declaration that let a client prove itself in other ways than by a secret or by keys. */
export const FURTHER_PROOFS = {
  /** An assertion that is a grant needs no proof of the client beside it (RFC 7521 §4.1, RFC 7523 §2.1). */
  assertionAlone: z.boolean('must be true or false').optional(),
  /** Its certificate, for tls_client_auth (RFC 8705 §2.1). */
  ...CERTIFICATE_MEMBERS,
}

interface ProofDeclaration extends CertificateDeclaration {
  assertionAlone?: boolean | undefined
  trustedIssuers?: readonly string[] | undefined
}

/** What of it the client has. */
export interface FurtherProofs {
  /** Whether whoever brings an assertion that is a grant gets what the client may have, and the assertion allows. */
  assertionAlone?: true
  /** Whether a certificate is the one that proves it. */
  isItsCertificate?: NamesClient
}

export function furtherProofsOf(declared: ProofDeclaration): FurtherProofs {
  const isItsCertificate = certificateNameOf(declared)
  return { ...(declared.assertionAlone && { assertionAlone: true }), ...(isItsCertificate && { isItsCertificate }) }
}

/** Whether a client that has neither a secret nor keys can get a token all the same. */
export const provesOtherwise = (declared: ProofDeclaration): boolean =>
  certificateMembersIn(declared).length > 0 ||
  (declared.assertionAlone === true && (declared.trustedIssuers ?? []).length > 0)

/** RFC 8705 §2.1.2: one name, exactly. */
export const namesOneCertificate = (declared: ProofDeclaration): boolean => certificateMembersIn(declared).length <= 1
