import type { AttackTarget } from '#attacks'
import { isAlgorithm } from '#core/token/algorithms'
import { jsonOfBody, memberOfBody } from './engine/marker.ts'
import { headerMember } from './engine/token-text.ts'
import type { ProbeOptions } from './options.ts'

/** What most services allow, where nobody says. Seconds. */
export const USUAL_LEEWAY = 60

/** What the person says of a target, and of its good token. */
export const describedTarget = ({ expected }: ProbeOptions, { pathname, search }: URL, audience: string) => ({
  audience,
  otherAudience: expected.otherAudience ?? (audience === 'servicec' ? 'serviceb' : 'servicec'),
  type: expected.type ?? 'at+jwt',
  path: pathname + search,
  ...(expected.scope !== undefined && { scope: expected.scope }),
  ...(expected.actor !== undefined && { actor: expected.actor }),
  ...(expected.also.has('one-use') && { isOneUse: true }),
  ...(expected.dialect === 'piko-agents' && { endpoint: endpointOfAgents(pathname) }),
})

/** Agents say for which endpoint they listen as the last part of the path. */
function endpointOfAgents(pathname: string): string {
  const last = pathname.slice(pathname.lastIndexOf('/') + 1)
  try {
    return decodeURIComponent(last)
  } catch {
    return last
  }
}

/** What a good token says is what the target expects, as far as anybody knows. */
export function ofToken(token: string, options: ProbeOptions, url: URL): AttackTarget {
  const claims = jsonOfBody(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
  const text = (name: string) => {
    const value = memberOfBody(claims, name)
    const first: unknown = Array.isArray(value) ? value[0] : value
    return typeof first === 'string' ? first : undefined
  }
  const { expected } = options
  const algorithm = headerMember(token, 'alg')
  const type = headerMember(token, 'typ')
  return {
    ...describedTarget(options, url, expected.audience ?? text('aud') ?? ''),
    issuer: expected.issuer ?? text('iss') ?? '',
    type: expected.type ?? (typeof type === 'string' ? type : 'JWT'),
    leewaySeconds: expected.leewaySeconds ?? USUAL_LEEWAY,
    algorithms: expected.algorithms ?? (isAlgorithm(algorithm) ? [algorithm] : []),
  }
}
