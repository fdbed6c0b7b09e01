import { CannotProbe } from '../engine/cannot-probe.ts'
import { pacedSender } from '../engine/pace.ts'
import type { CallerRing, IssuerSide } from '../issuer-side.ts'
import type { ProbeOptions } from '../options.ts'
import { discover, type Discovery, type DiscoverRun } from './discover.ts'
import { sayDiscovery, sayGiven } from './say-discovery.ts'

export interface DiscoverFirst extends Omit<DiscoverRun, 'issuerSide' | 'audiences'> {
  readonly clock: Parameters<typeof pacedSender>[2]
  /** Opens the side of the issuer for what is known so far; it is closed again. */
  openSide(options: ProbeOptions): Promise<IssuerSide>
  tell(line: string): void
}

/** Of a ring of a caller so many tokens are tried at most: who named the audience has refused by the issuer. */
const MOST_OF_A_RING = 40

/** So many rings are tried. */
const MOST_RINGS = 3

/**
 * Finds out what the target expects, tells it, and says it as options. Where no token of the main issuer is believed, and nobody said which
 * issuer it is, those of the callers at /issueToken are tried.
 * @throws CannotProbe when no token was believed
 */
export async function discoverFirst(options: ProbeOptions, run: DiscoverFirst): Promise<ProbeOptions> {
  const first = await discoverAs(options, run)
  if (first.found === 'given') return options
  const { issuer, expected } = options
  const isOpen = issuer.kind === 'factory' && expected.issuer === undefined && expected.ring === undefined
  const { found } = first
  const isOfOthers = isOpen && !found.isFound && found.isRefused && !found.isForScope
  const callers = isOfOthers ? first.callers : []
  let { requests } = found
  for (const caller of found.isFound ? [] : callers.slice(0, MOST_RINGS)) {
    const asCaller = { ...options, expected: { ...expected, ...caller, type: expected.type ?? 'JWT' } }
    const next = await discoverAs(asCaller, { ...run, mostGuesses: MOST_OF_A_RING })
    if (next.found === 'given') continue
    requests += next.found.requests
    if (next.found.isFound) return tellFound(asCaller, { ...next.found, requests }, run)
  }
  if (found.isFound) return tellFound(options, found, run)
  throw new CannotProbe(
    [...sayDiscovery({ ...found, requests }), ...first.furtherWords, ...sayCallers(callers)].join('\n'),
  )
}

/** Tokens of callers name an issuer of their own, by a ring for each. */
function sayCallers(callers: readonly CallerRing[]): string[] {
  const [first] = callers
  if (!first) return []
  const [tried, others] = [callers.slice(0, MOST_RINGS), callers.slice(MOST_RINGS)].map((some) =>
    some.map(({ ring }) => ring).join(', '),
  )
  return [
    `Tokens of /issueToken name the issuer ${first.issuer}, and each ring has its own key. Those of ${tried} were tried, too${others === '' ? '' : `, and not those of ${others}`}. If your service trusts one of them: --audience NAME --issuer ${first.issuer} --ring RING.`,
  ]
}

function tellFound(options: ProbeOptions, found: Extract<Discovery, { isFound: true }>, { tell }: DiscoverFirst) {
  const lines = sayDiscovery(found, options.expected.ring)
  if (found.guess.type === '') throw new CannotProbe([...lines, UNTYPED].join('\n'))
  for (const line of lines) tell(line)
  return asFound(options, found)
}

interface FirstDiscovery {
  readonly found: Discovery | 'given'
  readonly callers: readonly CallerRing[]
  /** What else may be known of a target that believed nothing. */
  readonly furtherWords: readonly string[]
}

/** Of a black box nothing is found out: what its token says is told. */
async function discoverAs(
  options: ProbeOptions,
  run: DiscoverFirst & Pick<DiscoverRun, 'mostGuesses'>,
): Promise<FirstDiscovery> {
  const { expected } = options
  const side = await run.openSide({
    ...options,
    expected: { ...expected, audience: expected.audience ?? run.url.origin },
  })
  try {
    const { callers = [] } = side
    if (!side.world().issuer) {
      for (const line of sayGiven(side.world().target)) run.tell(line)
      return { found: 'given', callers, furtherWords: [] }
    }
    const sender = pacedSender(run.sender, options.rate, run.clock)
    const audiences = expected.audience === undefined ? [] : [expected.audience]
    const found = await discover({ ...run, sender, issuerSide: side, audiences })
    const isForScope = !found.isFound && found.isForScope
    const isUnread = options.issuer.kind === 'served' && !isForScope && (await side.keySetReads?.())?.length === 0
    return { found, callers, furtherWords: isUnread ? [UNREAD] : [] }
  } finally {
    await side.close()
  }
}

/** One that has the keys of an earlier run need not read them again. */
const UNREAD =
  'The target has not read the key set of this run: it trusts another issuer, or reads its keys from elsewhere. Set what stands above, start it anew, and try again.'

const UNTYPED = 'It believes only tokens without a typ, and the probe makes none: give a good one with --token FILE.'

function asFound(options: ProbeOptions, { guess, members }: Extract<Discovery, { isFound: true }>): ProbeOptions {
  const { expected } = options
  const wantsScope = members.some(({ name, is }) => name === 'scope' && is === 'demanded')
  const algorithms = members.find(({ name }) => name === 'algorithms')?.values ?? []
  return {
    ...options,
    expected: {
      ...expected,
      audience: guess.audience,
      isAudienceList: guess.isAudienceList ?? false,
      issuer: guess.issuer,
      type: guess.type,
      algorithms: algorithms as ProbeOptions['expected']['algorithms'], // of those that the issuer has
      scope: wantsScope ? guess.scope : expected.scope,
      also: new Set([...expected.also, ...(wantsScope ? (['scope'] as const) : [])]),
    },
  }
}
