import { CannotProbe } from '../engine/cannot-probe.ts'
import { pacedSender } from '../engine/pace.ts'
import type { IssuerSide } from '../issuer-side.ts'
import type { ProbeOptions } from '../options.ts'
import { discover, type Discovery, type DiscoverRun } from './discover.ts'
import { isLaxAboutType, sayDiscovery, sayGiven } from './say-discovery.ts'

export interface DiscoverFirst extends Omit<DiscoverRun, 'issuerSide' | 'audiences'> {
  readonly clock: Parameters<typeof pacedSender>[2]
  /** Opens the side of the issuer for what is known so far; it is closed again. */
  openSide(options: ProbeOptions): Promise<IssuerSide>
  tell(line: string): void
}

/**
 * Finds out what the target expects, tells it, and says it as options.
 * @throws CannotProbe when no token was believed
 */
export async function discoverFirst(options: ProbeOptions, run: DiscoverFirst): Promise<ProbeOptions> {
  const { expected } = options
  const side = await run.openSide({
    ...options,
    expected: { ...expected, audience: expected.audience ?? run.url.origin },
  })
  try {
    if (!side.world().issuer) {
      for (const line of sayGiven(side.world().target)) run.tell(line)
      return options
    }
    const sender = pacedSender(run.sender, options.rate, run.clock)
    const audiences = expected.audience === undefined ? [] : [expected.audience]
    const found = await discover({ ...run, sender, issuerSide: side, audiences })
    const lines = sayDiscovery(found)
    if (!found.isFound) throw new CannotProbe(lines.join('\n'))
    if (found.guess.type === '') throw new CannotProbe([...lines, UNTYPED].join('\n'))
    for (const line of lines) run.tell(line)
    return asFound(options, found)
  } finally {
    await side.close()
  }
}

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
      also: new Set([
        ...expected.also,
        ...(wantsScope ? (['scope'] as const) : []),
        ...(isLaxAboutType(members) ? (['lax-type'] as const) : []),
      ]),
    },
  }
}
