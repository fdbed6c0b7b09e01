import { constants } from 'node:crypto'

// What the wire keeps to, said explicitly: the environment of a developer can change what Node takes for granted.

/** Against `--tls-min-v1.0`, `--tls-cipher-list` and a configuration of OpenSSL. */
export const TLS_RULES = {
  minVersion: 'TLSv1.2',
  maxVersion: 'TLSv1.3',
  ciphers: constants.defaultCoreCipherList,
} as const

/** Against `--max-http-header-size`. Bytes, of a request or an answer. */
const MAX_HEADER_BYTES = 16_384

export const HEADER_RULES = { maxHeaderSize: MAX_HEADER_BYTES } as const

/** Against `--insecure-http-parser`, too, with which two readers may see two requests in the same bytes. */
export const REQUEST_RULES = { ...HEADER_RULES, insecureHTTPParser: false } as const
