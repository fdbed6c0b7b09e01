import type { AttackRequest } from '#attacks'
import type { ProbeTarget } from './probe-target.ts'

/** Why a case is not sent to a target that takes its tokens from its body. */
export const IS_ABOUT_HEADERS =
  'the target takes its token in a member of its body, and this is about how requests and headers bear one'

/** What a request says in its one Authorization header, or that it has no header at all: that can be said in a body as well. */
function bearerIn({ headers }: AttackRequest): string | undefined {
  const [[, value = ''] = []] = headers
  return value.startsWith('Bearer ') ? value.slice(7) : undefined
}

/** Whether a body can say what the request says: one token, or none, and nothing besides. */
export function canBeInBody(request: AttackRequest): boolean {
  const { method, path, query, body, headers } = request
  if (method !== 'GET' || path !== undefined || query !== undefined || body !== undefined) return false
  return headers.length === 0 || (headers.length === 1 && isTheUsual(headers[0]) && bearerIn(request) !== undefined)
}

const isTheUsual = (header: readonly [string, string] | undefined) => /^authorization$/i.test(header?.[0] ?? '')

/**
 * A request that has its token in a member of a JSON body, behind the other members that the target wants; without a token it has none.
 * Each character of a header is one byte: what they are in UTF-8, the member says.
 */
export function withTokenInBody(
  request: AttackRequest,
  target: ProbeTarget,
): { request: AttackRequest; target: ProbeTarget } {
  const { tokenMember, ...rest } = target
  if (tokenMember === undefined || !canBeInBody(request)) return { request, target: rest }
  const { [tokenMember]: _, ...members } = ownMembers(target)
  const token = bearerIn(request)
  const text = token === undefined ? {} : { [tokenMember]: Buffer.from(token, 'latin1').toString() }
  const isTyped = target.extraHeaders.some(([name]) => /^content-type$/i.test(name))
  return {
    request: { method: 'GET', headers: [] },
    target: {
      ...rest,
      body: JSON.stringify({ ...members, ...text }),
      extraHeaders: [...(isTyped ? [] : [JSON_BODY]), ...target.extraHeaders],
    },
  }
}

const JSON_BODY = ['Content-Type', 'application/json'] as const

/** What the target wants in its body besides the token. @throws SyntaxError where it is no JSON: `checkTokenMember` says so before */
export const ownMembers = ({ body = '{}' }: Pick<ProbeTarget, 'body'>): Record<string, unknown> => {
  const value: unknown = JSON.parse(body)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new SyntaxError('it is no object')
  return { ...value }
}
