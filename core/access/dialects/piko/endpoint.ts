import type { AskedRequest } from '../../dialect.ts'

/** The first value of a header field, whatever its case; undefined where there is none, or an empty one. */
export function firstField({ fields = [] }: AskedRequest, name: string): string | undefined {
  for (let at = 0; at + 1 < fields.length; at += 2)
    if (fields[at]?.toLowerCase() === name) return fields[at + 1] || undefined
  return undefined
}

/**
 * The endpoint that a request is for: `x-piko-endpoint`, or else the first label of a host with a dot that is not an address.
 * @returns undefined where it names none
 */
export function pikoEndpoint(request: AskedRequest): string | undefined {
  const named = firstField(request, 'x-piko-endpoint')
  if (named !== undefined) return named
  const host = withoutPort(firstField(request, 'host') ?? '')
  return host.includes('.') && !isAddress(host) ? host.slice(0, host.indexOf('.')) || undefined : undefined
}

function withoutPort(host: string): string {
  if (host.startsWith('[')) return host.slice(1, host.indexOf(']'))
  const colon = host.indexOf(':')
  return colon === -1 || colon !== host.lastIndexOf(':') ? host : host.slice(0, colon)
}

/** A name has no colon. */
const isAddress = (host: string) => host.includes(':') || IPV4.test(host)

const OCTET = String.raw`(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)`
const IPV4 = new RegExp(String.raw`^(?:${OCTET}\.){3}${OCTET}$`)
