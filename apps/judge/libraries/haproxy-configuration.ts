import { KeyObject } from 'node:crypto'
import type { JudgeKeys } from '../judgement.ts'
import type { LibraryCheck, RefusalOfLibrary } from './library-checks.ts'

/** One rule of the configuration: what it says to a client is how the rule that decided is known. */
interface HaproxyRule extends LibraryCheck {
  readonly says: string
  readonly reason: RefusalOfLibrary['reason']
}

/** In the order of the configuration, which is that of the article of HAProxy on tokens of OAuth; its words, too. */
export const HAPROXY_RULES: readonly HaproxyRule[] = [
  {
    check: 'header',
    rule: 'there is an Authorization header',
    says: 'Missing Authorization HTTP header',
    reason: 'no-credentials',
  },
  {
    check: 'alg',
    rule: 'jwt_header_query: alg is one of ours; without a token that it can read there is none',
    says: 'Unsupported JWT signing algorithm',
    reason: 'wrong-algorithm',
  },
  {
    check: 'iss',
    rule: 'jwt_payload_query: iss is the issuer, sign by sign',
    says: 'Invalid JWT issuer',
    reason: 'wrong-issuer',
  },
  {
    check: 'aud',
    rule: 'jwt_payload_query: aud is the audience, and a text: a list is nothing that it can compare',
    says: 'Invalid JWT audience',
    reason: 'wrong-audience',
  },
  {
    check: 'signature',
    rule: 'jwt_verify: the signature fits one of the keys, whatever kid says',
    says: 'Invalid JWT signature',
    reason: 'signature-mismatch',
  },
  {
    check: 'exp',
    rule: 'jwt_payload_query: exp, where it is a number, is not over',
    says: 'JWT has expired',
    reason: 'expired',
    claim: 'exp',
  },
]

/** Who keeps more has more than a configuration file is for. */
export const MOST_HAPROXY_KEYS = 50

/** The public keys as PEM, each once: HAProxy knows no key ids. */
export function pemsOf({ keys }: JudgeKeys): readonly string[] {
  const all = keys.flatMap(({ publicKey, namesakes = [] }) => [publicKey, ...namesakes])
  return [...new Set(all.map((key) => KeyObject.from(key).export({ type: 'spki', format: 'pem' }).toString()))]
}

/** How the file of a key is called. */
export const pemName = (at: number): string => `key-${at + 1}.pem`

/** The name of the socket in the folder. */
export const HAPROXY_SOCKET = 'asked'

/**
 * The configuration. What somebody else has chosen stands in the environment (ISSUER, AUDIENCE, PLACE) and is no part of its text.
 * @param algorithms of the keys, from our list of them
 * @param keys how many there are
 */
export function haproxyConfiguration(algorithms: readonly string[], keys: number): string {
  const [header, alg, iss, aud, signature, exp] = HAPROXY_RULES.map(
    ({ says }) => `http-request deny content-type text/plain string '${says}'`,
  )
  const signed = Array.from({ length: keys }, (_, at) => `  acl signed var(txn.token),jwt_verify(txn.alg,"\${PLACE}/${pemName(at)}") -m int 1`) // prettier-ignore
  return `global
  maxconn 20

defaults
  mode http
  timeout connect 5s
  timeout client 5s
  timeout server 5s

frontend api
  bind "unix@\${PLACE}/${HAPROXY_SOCKET}" mode 600

  http-request set-var(txn.token) http_auth_bearer
  http-request set-var(txn.alg) var(txn.token),jwt_header_query('$.alg')
  http-request set-var(txn.iss) var(txn.token),jwt_payload_query('$.iss')
  http-request set-var(txn.aud) var(txn.token),jwt_payload_query('$.aud')
  http-request set-var(txn.exp) var(txn.token),jwt_payload_query('$.exp','int')
  http-request set-var(txn.now) date()

  acl from-issuer var(txn.iss) -m str -- "\${ISSUER}"
  acl for-audience var(txn.aud) -m str -- "\${AUDIENCE}"
${signed.join('\n')}

  ${header} unless { req.hdr(authorization) -m found }
  ${alg} unless { var(txn.alg) -m str ${algorithms.join(' ')} }
  ${iss} unless from-issuer
  ${aud} unless for-audience
  ${signature} unless signed
  ${exp} if { var(txn.exp),sub(txn.now) -m int lt 0 }

  http-request return status 200
`
}

/**
 * What an answer means.
 * @param status that the client got
 * @param body that of the rule, or a page of HAProxy itself where it cannot read a request
 */
export function refusalOfHaproxy(status: number, body: string): RefusalOfLibrary | undefined {
  if (status === 200) return undefined
  const rule = HAPROXY_RULES.find(({ says }) => says === body)
  if (rule) return { check: rule.check, reason: rule.reason, words: body }
  return { check: 'header', reason: 'invalid-request', words: 'HAProxy cannot read a request with such a header' }
}
