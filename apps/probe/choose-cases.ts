import { CATALOGUE, type Attack } from '#attacks'
import type { ProbeOptions } from './options.ts'

/** Which cases are in a report, and why some of them are not sent. */
export function chooseCases({
  only,
  skip,
  withCost,
  further,
}: Pick<ProbeOptions, 'only' | 'skip' | 'withCost' | 'further'>): {
  readonly cases: readonly Attack[]
  whyLeftOut(attack: Attack): string | undefined
} {
  return {
    cases: only ? CATALOGUE.filter((attack) => isNamed(only, attack)) : CATALOGUE,
    whyLeftOut(attack) {
      if (isNamed(skip, attack)) return '--skip leaves it out'
      const isAskedFor = withCost || (only !== undefined && isNamed(only, attack))
      if (attack.needs.includes('key-set') && attack.family !== 'cost' && !further.includes('keys') && !only)
        return 'it changes what the issuer publishes, and waits until that was read: --keys sends it'
      return attack.family === 'cost' && !isAskedFor ? 'it costs the target much: --with-cost sends it' : undefined
    },
  }
}

const isNamed = (names: readonly string[], { id, family }: Attack): boolean =>
  names.includes(id) || names.includes(family)
