import { checkGatewaySignature, isGatewayAlgorithm, type GatewayAlgorithm } from '../../../token/gateway-algorithms.ts'
import type { AskedRequest, RequestContext } from '../../dialect.ts'
import type { GoJwtForm } from '../../go-jwt-form.ts'
import { pikoRefusal } from './answers.ts'
import { firstField } from './endpoint.ts'
import { PikoClaimFault, pikoClaims, type PikoClaims } from './go-claims.ts'
import type { PikoKey, PikoKeys } from './keys.ts'

/** What the checks of Piko find, one after the other. Each says no in its words. */

/** There is no second try where the first is bad. @throws AccessRefused no-credentials, invalid-request */
export function pikoToken(request: AskedRequest): string {
  const value = firstField(request, 'x-piko-authorization') ?? request.authorization[0]
  if (!value) throw pikoRefusal('no-credentials', { words: 'missing authorization' })
  const space = value.indexOf(' ')
  if (space === -1) throw pikoRefusal('invalid-request', { words: 'invalid authorization' })
  if (value.slice(0, space) !== 'Bearer') throw pikoRefusal('invalid-request', { words: 'unsupported auth type' })
  return value.slice(space + 1)
}

export function claimsOfPayload(payload: unknown): PikoClaims {
  try {
    return pikoClaims(payload)
  } catch (error) {
    if (error instanceof PikoClaimFault) throw pikoRefusal('invalid-claim', { claim: error.claim })
    throw error
  }
}

export function pikoAlgorithm({ alg }: Record<string, unknown>, { algorithms }: PikoKeys): GatewayAlgorithm {
  if (!isGatewayAlgorithm(alg) || !algorithms.includes(alg)) throw pikoRefusal('wrong-algorithm')
  return alg
}

/** Where the keys cannot be had, nobody gets in, and the answer is that of a bad token. */
export async function fittingKeys(
  keys: PikoKeys,
  { form, algorithm, context }: { form: GoJwtForm; algorithm: GatewayAlgorithm; context: RequestContext },
): Promise<readonly PikoKey[]> {
  let found: readonly PikoKey[]
  try {
    found = await keys.keysFor(form.header, context)
  } catch (cause) {
    throw pikoRefusal('cannot-decide', { cause })
  }
  const fitting = found.filter(({ algorithms }) => algorithms.includes(algorithm))
  if (fitting.length === 0) throw pikoRefusal('unknown-key')
  return fitting
}

export async function pikoSignature({
  form,
  keys,
  algorithm,
}: {
  form: GoJwtForm
  keys: readonly PikoKey[]
  algorithm: GatewayAlgorithm
}): Promise<void> {
  for (const { key } of keys) if (await checkGatewaySignature(form.signed, form.signature, key, algorithm)) return
  throw pikoRefusal('signature-mismatch')
}
