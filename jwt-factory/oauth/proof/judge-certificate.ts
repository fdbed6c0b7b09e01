import type { X509Certificate } from 'node:crypto'
import { faultOfClient } from '#core/http/certificates/faults'
import { OAuthError } from '../oauth-error.ts'

/**
 * Judges a certificate that a client has shown, whoever it says that it is.
 * @throws OAuthError invalid_client that says why it proves nobody
 */
export type JudgeCertificate = (certificate: X509Certificate) => Promise<void>

/**
 * @param ca the authority whose certificates prove clients, as it is now
 * @param now milliseconds since 1970
 */
export function certificateJudge(ca: () => string, now: () => number): JudgeCertificate {
  return async (certificate) => {
    const fault = await faultOfClient(certificate, { ca: ca(), now: now() })
    if (fault) throw new OAuthError('invalid_client', `The certificate of the client is refused: ${fault.why}`)
  }
}
