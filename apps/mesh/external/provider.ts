/** An external authorizer, as the mesh config of Istio names it (`extensionProviders[].envoyExtAuthzHttp`). */
export interface HttpProvider {
  /** By which CUSTOM policies name it. */
  name: string
  /** `http://host:port` */
  address: string
  /** For all of its answer. Milliseconds. */
  timeout: number
  /** Stands before the path of the request. */
  pathPrefix: string
  /** Who cannot be asked lets everybody through. */
  failOpen: boolean
  /** What is answered when nobody can be asked, and failOpen is off. */
  statusOnError: number
  /** Patterns of names: of the request, into the question. */
  includeRequestHeadersInCheck: readonly string[]
  /** What the question has besides, in place of what the client said. */
  includeAdditionalHeadersInCheck: Readonly<Record<string, string>>
  /** Of the answer, into the request that goes on. Absent: none. */
  headersToUpstreamOnAllow: readonly string[]
  /** Of the answer, to the client. Absent: all but those of the connection. */
  headersToDownstreamOnDeny?: readonly string[]
  headersToDownstreamOnAllow: readonly string[]
}

/** As Istio does it: a request waits for so long. Milliseconds. */
export const PROVIDER_TIMEOUT = 600_000

/** What an authorizer said of a request. */
export type ExternalVerdict =
  /** `set`: what goes into the request; `add`: what goes into the answer. `failedOpen`: it could not be asked. */
  | { kind: 'allow'; set: NamedValues; add: NamedValues; failedOpen?: string }
  | { kind: 'deny'; status: number; headers: NamedValues; body: string }
  | { kind: 'error'; status: number; why: string }

/** By names in lower case. */
export type NamedValues = Readonly<Record<string, string | readonly string[]>>

/** Whether a name fits one of some patterns: `abc`, `abc*` or `*abc`, whatever the case. */
export const fitsName = (name: string, patterns: readonly string[]): boolean =>
  patterns.some((given) => {
    const pattern = given.toLowerCase()
    if (pattern === '*') return true
    if (pattern.endsWith('*')) return name.startsWith(pattern.slice(0, -1))
    return pattern.startsWith('*') ? name.endsWith(pattern.slice(1)) : name === pattern
  })
