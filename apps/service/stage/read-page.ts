import { isObject } from '#core/token/claims'
import { redact } from '#core/token/redact'

/** What a page says of its backends, an entry for each by its name. @param backends as its JSON has them */
export const pageBackends = (backends: readonly unknown[]): Record<string, unknown> =>
  Object.fromEntries(backends.filter(isObject).map((each) => [String(each['name']), readBackend(each)]))

function readBackend({ name, status, challenge, body, failure }: Record<string, unknown>): unknown {
  if (status === 200) return { valid: true, status, claims: {}, received: body }
  if (status === 401 || status === 403) return refusalOfSidecar(String(name), { status, challenge, body })
  return {
    message: 'no answer',
    valid: false,
    status,
    reason: 'cannot-decide',
    error: { message: failure ?? 'it failed' },
  }
}

export function refusalOfSidecar(
  name: string,
  { status, challenge, body }: { status: unknown; challenge?: unknown; body: unknown },
) {
  const message = redact(String(body)).slice(0, 300)
  return {
    message: `refused by the sidecar of ${name}`,
    valid: false,
    status,
    reason: message,
    error: { message },
    ...(typeof challenge === 'string' && { challenge }),
    claims: {},
  }
}
