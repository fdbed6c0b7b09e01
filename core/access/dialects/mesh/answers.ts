import type { AccessRefusal, AskedRequest, DialectAnswer } from '../../dialect.ts'
import { fieldValues } from '../../field-values.ts'
import type { TokenLocation } from './locations.ts'
import { withEmptyParameters } from './query.ts'
import { MESH_STATUS } from './status.ts'

/** How much of the path stands in a challenge. */
const LONGEST_PATH = 256

/**
 * The text of the original; 403 for a token that is meant for somebody else, and 401 for the rest. The challenge names the
 * address that was asked for, without the tokens in it.
 */
export function meshAnswer(
  { words = MESH_STATUS.signature[1], reason }: AccessRefusal,
  request: AskedRequest,
  locations: readonly TokenLocation[],
): DialectAnswer {
  const error = reason === 'no-credentials' ? '' : ', error="invalid_token"'
  return {
    status: reason === 'wrong-audience' ? 403 : 401,
    headers: {
      'content-type': 'text/plain',
      'www-authenticate': `Bearer realm="${realmOf(request, locations)}"${error}`,
    },
    body: words,
  }
}

/** What the mesh writes into its access log about such an answer: one word. */
export const meshLogDetail = ({ body }: DialectAnswer): string =>
  `jwt_authn_access_denied{${body.replaceAll(/\s/g, '_')}}`

function realmOf(request: AskedRequest, locations: readonly TokenLocation[]): string {
  const { scheme = 'http', target } = request
  const parameters = new Set(locations.flatMap((at) => (at.kind === 'parameter' ? [at.name] : [])))
  const path = withEmptyParameters(target, parameters).slice(0, LONGEST_PATH)
  const [host = ''] = fieldValues(request, 'host')
  return `${scheme}://${inRealm(host)}${inRealm(path)}`
}

/** A quoted string must end where it ends (RFC 9110 §5.6.4). */
const inRealm = (text: string) => text.toWellFormed().replace(/[^\x21\x23-\x5b\x5d-\x7e]/gu, encodeURIComponent)
