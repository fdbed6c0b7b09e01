import { loadMeshKeys } from '#core/access/load-mesh-keys'
import type { KeysOfRule, MeshKeys } from '#core/access/mesh-keys'
import type { Clock } from '#core/clock'
import { errorText } from '#core/error-text'
import { KEY_SET_BOUNDS } from '#core/keys/key-set'
import type { JwtRule } from '#core/policy/mesh/jwt-rule'
import { MAX_DEPTH, parseStrictJsonText } from '#core/token/strict-json'
import { fetchKeySet, type AskAddress } from './fetch-key-set.ts'
import { keySourceOf, type RuleKeySource } from './key-source.ts'

/** A key set is fetched anew after that. Milliseconds. */
export const REFRESH_AFTER = 20 * 60_000

/** One that could not be fetched is asked for again after that; so often is looked. Milliseconds. */
export const RETRY_AFTER = 60_000

/** More sources are not asked: their keys are away. */
const MOST_SOURCES = 200

/** So many are asked at once. */
const ASKED_AT_ONCE = 8

export interface KeyPlaneParts {
  clock: Clock
  ask: AskAddress
  /** Events with fields, never a key. */
  log: Record<'info' | 'warn', (fields: object, event: string) => void>
}

/** The part of a mesh that fetches keys ahead, so that no request waits for them. */
export interface KeyPlane {
  /** What there is at this moment; away for a rule that is not in use. */
  readonly keysOf: KeysOfRule
  /**
   * Asks once for the keys of these rules, then calls `swap`, and forgets what no rule needs any longer. Until then
   * everything stays as it is. Of two that overlap the later one wins.
   * @returns false where a later one won @throws what `swap` throws: then everything stays as it is
   */
  use(rules: readonly JwtRule[], swap: () => void): Promise<boolean>
  /** Asks for all of them now. Of one that cannot be asked the last keys stay. */
  renew(): Promise<void>
  /** For health: how many sources there are, and which cannot be asked. */
  state(): { sources: number; trouble: readonly { source: string; what: string }[] }
  close(): void
}

/** What is known of one source. */
interface SourceState {
  readonly source: RuleKeySource
  keys: MeshKeys
  /** The text that the keys were made of: the same text keeps them, and with them every signature that was checked. */
  text: string | undefined
  trouble: string | undefined
  /** By the monotonic clock; undefined: never. */
  askedAt: number | undefined
}

/**
 * Fetches the key sets of rules every twenty minutes. An unknown key id asks nobody. While a source cannot be asked its last
 * keys are good; where there never were any, they are away, and whoever has a token is refused.
 */
export function createKeyPlane({ clock, ask, log }: KeyPlaneParts): KeyPlane {
  let sources = new Map<string, SourceState>()
  let latest = 0
  const ending = new AbortController()

  const isDue = ({ source, trouble, askedAt }: SourceState) =>
    askedAt === undefined ||
    (source.kind !== 'inline' && clock.monotonic() - askedAt >= (trouble === undefined ? REFRESH_AFTER : RETRY_AFTER))

  async function renewOne(state: SourceState): Promise<void> {
    const { source } = state
    state.askedAt = clock.monotonic()
    try {
      const text = source.kind === 'inline' ? source.text : await fetchKeySet(source, ask, ending.signal)
      if (text !== state.text) {
        const { keys, leftOut } = await loadMeshKeys(parseStrictJsonText(text, MAX_DEPTH, KEY_SET_BOUNDS.structure))
        if (leftOut) log.warn({ ...shownSource(source), ...leftOut }, 'keys-left-out')
        Object.assign(state, { keys, text })
        log.info({ ...shownSource(source), keys: keys.kind === 'keys' ? keys.keys.length : 0 }, 'key-set-fetched')
      }
      state.trouble = undefined
    } catch (error) {
      if (ending.signal.aborted) return
      state.trouble = errorText(error)
      if (source.kind === 'inline') state.keys = { kind: 'none' }
      log.warn({ ...shownSource(source), why: state.trouble }, 'key-set-not-fetched')
    }
  }

  async function renewAll(waiting: SourceState[]): Promise<void> {
    const worker = async () => {
      for (let state = waiting.shift(); state; state = waiting.shift()) await renewOne(state)
    }
    await Promise.all(Array.from({ length: ASKED_AT_ONCE }, worker))
  }

  const stop = clock.every(RETRY_AFTER, () => renewAll([...sources.values()].filter(isDue)))

  return {
    keysOf: (rule) => sources.get(keySourceOf(rule).id)?.keys ?? AWAY,
    async use(rules, swap) {
      const turn = ++latest
      const wanted = new Map(rules.map((rule) => [keySourceOf(rule).id, keySourceOf(rule)]))
      const next = new Map(
        [...wanted].slice(0, MOST_SOURCES).map(([id, source]) => [id, sources.get(id) ?? neverAsked(source)]),
      )
      if (wanted.size > next.size) log.warn({ sources: wanted.size, most: MOST_SOURCES }, 'too-many-key-sets')
      await renewAll([...next.values()].filter(isDue))
      if (turn !== latest || ending.signal.aborted) return false
      swap()
      sources = next
      return true
    },
    renew: () => renewAll([...sources.values()].filter(({ source }) => source.kind !== 'inline')),
    state: () => ({
      sources: sources.size,
      trouble: [...sources.values()].flatMap(({ source, trouble }) =>
        trouble === undefined ? [] : [{ ...shownSource(source), what: trouble }],
      ),
    }),
    close() {
      stop()
      ending.abort()
    },
  }
}

const AWAY: MeshKeys = { kind: 'away' }

const neverAsked = (source: RuleKeySource): SourceState => ({
  source,
  keys: AWAY,
  text: undefined,
  trouble: undefined,
  askedAt: undefined,
})

/** Without user and query, in which a secret may stand. */
function shownSource(source: RuleKeySource): { source: string } {
  if (source.kind === 'inline') return { source: 'inline' }
  const { address } = source
  if (!URL.canParse(address)) return { source: address.split(/[?#]/, 1)[0] ?? '' }
  const { protocol, host, pathname } = new URL(address)
  return { source: `${protocol}//${host}${pathname}` }
}
