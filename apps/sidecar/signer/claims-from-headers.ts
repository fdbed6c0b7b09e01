import { Buffer } from 'node:buffer'
import { Problem } from '#core/http/problem'

/** Headers of a request, by their names in lower case; as a list where all of one name are told apart. */
export type RequestHeaders = Readonly<Record<string, string | readonly string[] | undefined>>

/** For all of them together, in bytes: a token has to fit into a header. */
const MOST_HEADER_BYTES = 2000

const CONTROL = /\p{Cc}/u

const headerUtf8 = new TextDecoder('utf-8', { fatal: true })

/** Takes claims from headers of a request. What stands in a header is a text, and so is the claim. */
export interface HeaderClaims {
  /** The headers, in lower case. */
  readonly names: readonly string[]
  /** @throws Problem invalid-input for a header that came twice, is no text, or too long */
  read(headers: RequestHeaders): Record<string, string>
}

/** @param rows claim → header */
export function claimsFromHeaders(rows: Readonly<Record<string, string>>): HeaderClaims {
  const pairs = Object.entries(rows).map(([claim, header]) => ({ claim, header, name: header.toLowerCase() }))
  return {
    names: [...new Set(pairs.map(({ name }) => name))],
    read(headers) {
      const claims: Record<string, string> = {}
      let left = MOST_HEADER_BYTES
      for (const { claim, header, name } of pairs) {
        const value = headers[name]
        if (value === undefined || value.length === 0) continue
        const text = typeof value === 'string' ? value : onlyOne(value, header)
        left -= text.length
        if (left < 0) {
          throw new Problem(
            'invalid-input',
            `The headers that claims are taken from have more than ${MOST_HEADER_BYTES} bytes.`,
          )
        }
        claims[claim] = claimText(text, header)
      }
      return claims
    },
  }
}

function onlyOne([first = '', ...others]: readonly string[], header: string): string {
  if (others.length === 0) return first
  throw new Problem('invalid-input', `The header ${header} came more than once, and a claim is taken from it.`)
}

/** Node has read each byte as one character (RFC 9110 §5.5); people mean UTF-8. */
function claimText(raw: string, header: string): string {
  try {
    const text = headerUtf8.decode(Buffer.from(raw, 'latin1'))
    if (!CONTROL.test(text)) return text
  } catch {
    // said below
  }
  throw new Problem('invalid-input', `The header ${header}, from which a claim is taken, is not a text in UTF-8.`)
}
