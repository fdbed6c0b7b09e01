import { randomUUID } from 'node:crypto'

/** Who asked, and whether the steps are wanted: the part of W3C Trace Context that travels. */
export interface TraceContext {
  /** 32 hexadecimal digits. */
  traceId: string
  /** The caller's step that led here: 16 hexadecimal digits; undefined where the trace starts. */
  parentId: string | undefined
  /** Only then are steps recorded. */
  sampled: boolean
  /** Only then are the tokens held that are signed on the way. */
  holdsTokens?: boolean
  /** A tool orders it, for what it measures: no person played it. */
  byTool?: boolean
  /** What goes wrong for the requests of this trace, and for no others: a play asked for it. */
  trouble?: Trouble
  /**
   * Something goes wrong for this trace alone, so its plays share with no others what services keep: fetched keys, access
   * tokens, metadata. The id is that of the play: what its own requests share.
   */
  alone?: string
  /** What a sidecar does wrong with the requests of this trace, on purpose. */
  lesson?: SidecarLesson
  /** Which policies hold for the requests of this trace, and for no others, at the sidecars of the sandbox's mesh. */
  policies?: MeshPolicySet
  /** By which configuration the gateways of the sandbox go for the requests of this trace, and for no others. */
  gateway?: GatewayLesson
  /** What is different behind the login gateway of the sandbox for the requests of this trace, and for no others. */
  login?: LoginLesson
}

/** What a play can ask of the sidecars of the sandbox; those of others do not listen to it. */
export const SIDECAR_LESSONS = ['expired', 'wrong-audience', 'tampered', 'replay', 'registry-down'] as const
export type SidecarLesson = (typeof SIDECAR_LESSONS)[number]

/**
 * The states of the walk through the policies of a mesh, in their order, and of that behind a login; the last is for people
 * who come without a play.
 * Sidecars of others do not know them.
 */
export const MESH_POLICY_SETS = [
  'tokens-alone',
  'allow-nothing',
  'ingress-only',
  'caller',
  'token-optional',
  'caller-and-user',
  'login-tokens-alone',
  'login-gateway-only',
  'login',
  'login-other-issuer',
  'login-people',
] as const
export type MeshPolicySet = (typeof MESH_POLICY_SETS)[number]

/** Configurations of the gateways of scenario 13 that a play can ask for; gateways of others do not listen to it. */
export const GATEWAY_LESSONS = [
  'without-list',
  'minted-expired',
  'public-key',
  'one-header',
  'verifies-exp',
  'anonymous',
  'anonymous-acl',
  'rate-limited',
] as const
export type GatewayLesson = (typeof GATEWAY_LESSONS)[number]

/**
 * What a play can ask of the login gateway of scenario 16 and of the page behind it. `later`: the gateway lives a day later; `api`: it
 * sends nobody to log in; `jwt-alone`: the page hands on the header `jwt` and nothing else.
 */
export const LOGIN_LESSONS = ['later', 'api', 'jwt-alone'] as const
export type LoginLesson = (typeof LOGIN_LESSONS)[number]

/** Troubles that a play can bring along. */
export const TROUBLE_NAMES = ['factory-down', 'keys-down', 'slow-keys'] as const
export type Trouble = (typeof TROUBLE_NAMES)[number]

/** Only versions after 00 may have more behind the flags. */
const TRACEPARENT = /^(?!ff|00.{53}.)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(?:-.*)?$/

/** Reads the header `traceparent`; what does not fit starts a new trace (W3C Trace Context §3.2.2, §4.3). */
export function readTraceparent(header: string | undefined): TraceContext {
  const match = header === undefined ? null : TRACEPARENT.exec(header)
  if (!match) return { traceId: randomId(16), parentId: undefined, sampled: false }
  const [, traceId = '', parentId = '', flags = ''] = match
  return { traceId, parentId, sampled: (Number.parseInt(flags, 16) & 1) === 1 }
}

export function writeTraceparent({ traceId, sampled }: TraceContext, spanId: string): string {
  return `00-${traceId}-${spanId}-0${sampled ? 1 : 0}`
}

/** Our entry in the header `tracestate`: a list in which everybody has one (§3.3); words with a plus between. */
const OUR_ENTRY = 'jwt-sandbox='
const HOLDS_TOKENS = 'tokens'
const BY_TOOL = 'by-tool'
const LESSON = 'sidecar-'
const POLICIES = 'policies-'
const GATEWAY = 'gateway-'
const LOGIN = 'login-'

/** Shares nothing; with the id of its play behind it, once it has one. */
const ALONE = /^alone(?:-([0-9a-f]{16}))?$/

/**
 * What a play asks of all processes that it comes by: to hold its tokens, to let something go wrong for it, or to let it
 * share nothing.
 */
export function readTracestate(
  header: string | undefined,
): Pick<TraceContext, 'holdsTokens' | 'byTool' | 'trouble' | 'alone' | 'lesson' | 'policies' | 'gateway' | 'login'> {
  const entry = header?.split(',').find((each) => each.trim().startsWith(OUR_ENTRY))
  const words =
    entry
      ?.trim()
      .slice(OUR_ENTRY.length, OUR_ENTRY.length + MAX_STATE)
      .split('+') ?? []
  const trouble = TROUBLE_NAMES.find((name) => words.includes(name))
  const lesson = SIDECAR_LESSONS.find((name) => words.includes(LESSON + name))
  const policies = MESH_POLICY_SETS.find((name) => words.includes(POLICIES + name))
  const gateway = GATEWAY_LESSONS.find((name) => words.includes(GATEWAY + name))
  const login = LOGIN_LESSONS.find((name) => words.includes(LOGIN + name))
  const alone = words.map((word) => ALONE.exec(word)).find((match) => match !== null)
  return {
    ...(words.includes(HOLDS_TOKENS) && { holdsTokens: true }),
    ...(words.includes(BY_TOOL) && { byTool: true }),
    ...(trouble && { trouble }),
    ...(lesson && { lesson }),
    ...(policies && { policies }),
    ...(gateway && { gateway }),
    ...(login && { login }),
    ...(alone && { alone: alone[1] ?? randomId(8) }),
  }
}

/** As much of our entry as is looked at. */
const MAX_STATE = 100

export function writeTracestate({
  holdsTokens,
  byTool,
  trouble,
  alone,
  lesson,
  policies,
  gateway,
  login,
}: TraceContext): {
  tracestate?: string
} {
  const words = [
    holdsTokens && HOLDS_TOKENS,
    byTool && BY_TOOL,
    alone && `alone-${alone}`,
    trouble,
    lesson && LESSON + lesson,
    policies && POLICIES + policies,
    gateway && GATEWAY + gateway,
    login && LOGIN + login,
  ].filter(Boolean)
  return words.length === 0 ? {} : { tracestate: OUR_ENTRY + words.join('+') }
}

/** From here on, this request and those that it makes share nothing with plays of other traces. */
export function shareNothing(trace: TraceContext): void {
  trace.alone ??= randomId(8)
}

/** Cut from a UUID: the platform draws many of them at once, and its version digit keeps the id from being all zero. */
export function randomId(bytes: 8 | 16): string {
  const uuid = randomUUID()
  const half = uuid.slice(0, 8) + uuid.slice(9, 13) + uuid.slice(14, 18)
  return bytes === 8 ? half : half + uuid.slice(19, 23) + uuid.slice(24)
}
