import { selfSignedCertificate } from './certificate.ts'
import { strangerKey } from './strangers.ts'

/** The key id of the attacker's key, wherever it is found. */
export const STRANGER_KID = 'attacker-1'

/** A key alone, as a registry of keys answers (jwtproxy): the attacker put it where a name with dots leads to. */
export const PLANTED = { issuer: '..', kid: 'planted', algorithm: 'RS256' } as const

/** What an attacker has at an address. */
export interface AttackerAnswer {
  readonly contentType: string
  readonly body: string
}

const CERTIFICATE_LINE = /.{1,64}/g

/**
 * What the listener of a run answers, so that whoever follows an address in a token, or a redirect, does find a key that fits: a
 * visit is a finding, and a token that is believed then is a worse one.
 * @param path with its query: `kid` there is the key id that is asked for
 * @returns undefined where the attacker has nothing
 */
export function attackerAnswer(path: string): AttackerAnswer | undefined {
  const { pathname, searchParams } = new URL(path, 'https://listener.invalid')
  if (pathname === '/jwks.json') {
    const kid = searchParams.get('kid') ?? STRANGER_KID
    const key = { ...strangerKey('ES256').publicKey, kid, alg: 'ES256', use: 'sig' }
    return { contentType: 'application/jwk-set+json', body: JSON.stringify({ keys: [key] }) }
  }
  if (pathname === `/keys/${PLANTED.kid}`) {
    const key = { ...strangerKey(PLANTED.algorithm).publicKey, kid: PLANTED.kid, alg: PLANTED.algorithm, use: 'sig' }
    return { contentType: 'application/json', body: JSON.stringify(key) }
  }
  if (pathname !== '/certificate.pem') return undefined
  const lines = selfSignedCertificate(strangerKey('RS256'), 'attacker').toString('base64').match(CERTIFICATE_LINE) ?? []
  const body = ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n')
  return { contentType: 'application/pem-certificate-chain', body }
}
