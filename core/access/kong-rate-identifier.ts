import type { AskedRequest } from './dialect.ts'
import type { KongConsumer } from './dialects/kong/consumer.ts'
import type { KongIdentity } from './dialects/kong/plugin.ts'
import { fieldValues } from './field-values.ts'
import type { RateLimits } from './rate-limits.ts'

export const KONG_LIMIT_BY = ['consumer', 'credential', 'ip', 'service', 'header', 'path'] as const

/** `config` of the rate-limiting plugin. */
export interface KongRateLimiting {
  readonly limits: RateLimits
  readonly limitBy: (typeof KONG_LIMIT_BY)[number]
  /** With `header`; in lower case. */
  readonly headerName?: string
  /** With `path`. */
  readonly path?: string
  readonly hideClientHeaders: boolean
  readonly errorCode?: number
  readonly errorMessage?: string
}

/** Who asks, as far as that is known. */
export interface CountedRequest {
  request: AskedRequest
  consumer: KongConsumer | undefined
  /** Absent: there is no credential. */
  identity?: KongIdentity | undefined
  /** Of the client. */
  address: string
}

/** A longer name is counted by its beginning. Characters. */
const LONGEST_COUNTED = 200

/** Whose requests are counted together; whoever has no such thing is counted by its address (C.4). */
export function identifierFor(
  { limitBy, headerName, path }: KongRateLimiting,
  { request, consumer, identity, address }: CountedRequest,
): string {
  const found: Record<KongRateLimiting['limitBy'], string | undefined> = {
    consumer: consumer?.id ?? identity?.credential.id,
    credential: identity?.credential.id,
    ip: undefined,
    service: 'all',
    header: headerName === undefined ? undefined : fieldValues(request, headerName)[0],
    path: request.target.split('?', 1)[0] === path ? path : undefined,
  }
  const name = found[limitBy]
  return name === undefined ? `ip ${address}` : `${limitBy} ${name.slice(0, LONGEST_COUNTED)}`
}
