import type { Answer } from '../answer.ts'

/** Why there is no connection, and what to do. */
export function whyNoConnection(error: Error & { code?: string | undefined }): string {
  const code = firstCodeOf(error)
  if (NOT_BELIEVED_CODE.test(code)) {
    return `its certificate is not believed (${code}): name who signed it with --ca FILE or NODE_EXTRA_CA_CERTS`
  }
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return 'its certificate is for another name: ask it by the name that its certificate has'
  }
  if (wantsClientCertificate(error)) return 'it does not take our side of TLS: does it want --cert FILE and --key FILE?'
  if (code === 'ERR_SSL_WRONG_VERSION_NUMBER' || code === 'ERR_SSL_PACKET_LENGTH_TOO_LONG') {
    return 'it does not speak TLS: is its address one with http://?'
  }
  return NO_CONNECTION_WORDS[code] ?? `there is no connection (${code})`
}

/** In TLS 1.3 the other side says so when ours takes the handshake for done (RFC 8446 §4.4.3). */
export const wantsClientCertificate = (error: Error): boolean => /^ERR_SSL_.*ALERT/.test(firstCodeOf(error))

/** Why a connection ended before there was an answer, or all of it. */
export function whyDropped(error: Error & { code?: string | undefined }, came?: Answer): string {
  const code = firstCodeOf(error)
  if (code === 'HPE_HEADER_OVERFLOW') return 'the headers of its answer are too long'
  if (code.startsWith('HPE_')) return `its answer is not HTTP (${code})${came ? `: ${cameWords(came)}` : ''}`
  if (came) return `it closed the connection in the middle of its answer: ${cameWords(came)}`
  return 'it closed the connection without an answer'
}

const cameWords = ({ status, body }: Answer): string =>
  body === ''
    ? `${status} came, and nothing of a body`
    : `${status} came, and ${Buffer.byteLength(body)} bytes of its body`

/** Where each of several addresses failed, the first one speaks. */
function firstCodeOf(error: Error & { code?: string | undefined }): string {
  if (error.code !== undefined) return error.code
  const first: unknown = error instanceof AggregateError ? error.errors[0] : undefined
  return first instanceof Error ? firstCodeOf(first) : error.name
}

const NOT_BELIEVED_CODE = /^(?:CERT_|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|INVALID_CA|HOSTNAME)/

/** Whoever starts it may just be about to: nobody listens there yet, or only what stands before it. */
export const mayListenLater = (detail: string): boolean =>
  detail === NO_CONNECTION_WORDS['ECONNREFUSED'] || detail === NO_CONNECTION_WORDS['ECONNRESET']

const NO_CONNECTION_WORDS: Record<string, string> = {
  ECONNREFUSED: 'nobody listens there: is the target running?',
  ECONNRESET: 'it closed the connection before there was one: is its address one with the right scheme?',
  EHOSTUNREACH: 'there is no way to it',
  ENETUNREACH: 'there is no way to it',
}
