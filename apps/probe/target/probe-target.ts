import type { GuardedTarget } from './guard-target.ts'

/** Where a run sends its requests, and what they look like besides the token. */
export interface ProbeTarget extends GuardedTarget {
  /** As it stands in its request line: `GET`. */
  readonly method: string
  readonly tokenHeader: TokenHeader
  /** Sent with each request that has none of that name itself. */
  readonly extraHeaders: readonly (readonly [name: string, value: string])[]
  /** Names, in small letters, of those headers that the run adds itself for a party of the sandbox: they are no secret. */
  readonly addedHeaders?: ReadonlySet<string>
  readonly body?: string
  /** The member of its JSON body that has the token, in place of a header. */
  readonly tokenMember?: string
  readonly tls?: TlsOfTarget
}

/** Which header bears the token. */
export interface TokenHeader {
  /** `Authorization`, or what the target reads in its place. */
  readonly name: string
  /** What stands before the token: `Bearer`. Absent: nothing does. */
  readonly scheme?: string
}

/** RFC 6750 §2.1. */
export const AUTHORIZATION: TokenHeader = { name: 'Authorization', scheme: 'Bearer' }

/** PEM texts. The certificate of the target is always checked. */
export interface TlsOfTarget {
  /** Believed besides those whom this machine believes. */
  readonly ca?: readonly string[]
  /** Of a client, where the target asks for one. */
  readonly cert?: string
  readonly key?: string
}
