import type { Clock } from '../clock.ts'
import type { Store } from '../store/store.ts'
import type { Claims } from '../token/claims.ts'
import type { KeySource } from '../token/trust.ts'
import { createVerifiedCache } from '../token/verified-cache.ts'
import type { AccessDecision, AskedRequest, DialectAnswer, DialectDescription, RequestContext } from './dialect.ts'
import { JWTPROXY_PROXY_ANSWERS } from './dialects/jwtproxy/answers.ts'
import { jwtproxyDialect } from './dialects/jwtproxy/jwtproxy.ts'
import { createSeenIds } from './dialects/jwtproxy/seen-ids.ts'
import { strictSidecar } from './dialects/sidecar.ts'
import type { RefusalLog } from './judge.ts'
import { openPaths } from './open-paths.ts'
import { decideBy } from './run-dialect.ts'
import type { SidecarAccessConfig } from './sidecar-config.ts'
import type { LaxKeyAnswer } from './sidecar-keys.ts'
import { createSpentHere } from './spent-here.ts'
import { spend } from './spent-and-revoked.ts'
import { STRICT_PROXY_ANSWERS } from './strict-answers.ts'

export interface SidecarAccessParts {
  clock: Clock
  /** That of this machine, where somebody moves the other. */
  machine?: Clock | undefined
  log: RefusalLog
  /** For `strict`: the keys of one issuer, asked for after the issuer was found on the list. */
  keys?: (issuer: string, context: RequestContext) => KeySource
  /** For `jwtproxy`: what the key server has, as the original looks for it. */
  findLax?: (issuer: string, kid: string, context: RequestContext) => Promise<LaxKeyAnswer>
  /** With `nonces: {type: store}`: where spent ids live. */
  store?: Pick<Store, 'add'>
}

/** The decisions of one verifying sidecar. */
export interface SidecarAccess {
  /**
   * Decides about one request, from all values of its Authorization headers as they came. A token that is believed is
   * spent by that. No request makes it reject, and no outage of keys or store: that is the kind 'undecided'.
   */
  decide(request: AskedRequest, context: RequestContext): Promise<AccessDecision>
  readonly description: DialectDescription
  /** What the proxy says to requests that it does not ask about. */
  readonly answers: {
    readonly absoluteTarget: DialectAnswer
    /** 'tunnel': the dialect opens one, whoever asks. */
    readonly connect: DialectAnswer | 'tunnel'
  }
  /** Ends the timer that forgets spent ids. */
  close(): void
}

/** @throws TypeError when a part is missing that the configuration needs, or its audience is no origin */
export function createSidecarAccess(config: SidecarAccessConfig, parts: SidecarAccessParts): SidecarAccess {
  const { decide, ...access } = config.dialect === 'jwtproxy' ? originalAccess(config, parts) : ownAccess(config, parts)
  const isOpen = openPaths(config.excludes)
  return {
    ...access,
    async decide(request, context) {
      if (!isOpen(request.target)) return decide(request, context)
      context.recorder.step({ verb: 'goes-by', what: 'its list of paths that need no token' })
      return { kind: 'open' }
    },
  }
}

function ownAccess(config: SidecarAccessConfig, parts: SidecarAccessParts): SidecarAccess {
  const { clock, log } = parts
  const keys = needed(parts.keys, 'keys')
  const spending = spendingFor(config, parts)
  const cache = spending.spend ? undefined : createVerifiedCache()
  const dialect = strictSidecar({ config, keys, cache, spend: spending.spend, now: () => clock.now() })
  return {
    decide: (request, context) => decideBy(dialect, request, { context, log }),
    description: dialect,
    answers: STRICT_PROXY_ANSWERS,
    close: spending.close,
  }
}

interface Spending {
  /** Absent: a token may come again. */
  spend?: (claims: Claims) => void | Promise<void>
  close(): void
}

function spendingFor(
  { nonces, maxSkew }: SidecarAccessConfig,
  { clock, machine, store }: SidecarAccessParts,
): Spending {
  const leewaySeconds = maxSkew / 1000
  if (nonces.type === 'none') return { close() {} }
  if (nonces.type === 'local') {
    return createSpentHere({ clock, machine, leewaySeconds, purgeInterval: nonces.purgeInterval })
  }
  const shared = needed(store, 'store')
  return {
    spend: (claims) => spend(shared, claims, { clock, leewaySeconds, keepSeconds: leewaySeconds }),
    close() {},
  }
}

function originalAccess(config: SidecarAccessConfig, parts: SidecarAccessParts): SidecarAccess {
  const { clock, log } = parts
  const { nonces } = config
  if (nonces.type === 'store') throw new TypeError('dialect jwtproxy has no store for token ids: local, or none')
  const seen = nonces.type === 'local' ? createSeenIds() : undefined
  const purgeInterval = nonces.type === 'local' ? nonces.purgeInterval : 0
  const close = purgeInterval > 0 ? clock.every(purgeInterval, () => seen?.purge(clock.now())) : () => {}
  const find = needed(parts.findLax, 'findLax')
  const dialect = jwtproxyDialect({ config, find, seen, now: () => clock.now() })
  return {
    decide: (request, context) => decideBy(dialect, request, { context, log }),
    description: dialect,
    answers: JWTPROXY_PROXY_ANSWERS,
    close,
  }
}

function needed<Part>(part: Part | undefined, name: string): Part {
  if (part === undefined) throw new TypeError(`the sidecar needs ${name}`)
  return part
}
