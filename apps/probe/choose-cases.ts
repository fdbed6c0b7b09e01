import { CATALOGUE, type Attack } from '#attacks'
import type { IssuerSide } from './issuer-side.ts'
import { USUAL_LEEWAY } from './open-side.ts'
import type { ProbeOptions } from './options.ts'

/** Which cases are in a report, and why some of them are not sent. */
export function chooseCases({
  only,
  skip,
  withCost,
  further,
  isLeewayGuessed = false,
}: Pick<ProbeOptions, 'only' | 'skip' | 'withCost' | 'further'> & { readonly isLeewayGuessed?: boolean }): {
  readonly cases: readonly Attack[]
  whyLeftOut(attack: Attack): string | undefined
} {
  return {
    cases: only ? CATALOGUE.filter((attack) => isNamed(only, attack)) : CATALOGUE,
    whyLeftOut(attack) {
      if (isNamed(skip, attack)) return '--skip leaves it out'
      if (isLeewayGuessed && isAboutLeeway(attack))
        return 'nobody said which leeway the service has: --leeway says it, and --skew measures it'
      const isAskedFor = withCost || (only !== undefined && isNamed(only, attack))
      if (attack.needs.includes('key-set') && attack.family !== 'cost' && !further.includes('keys') && !only)
        return 'it changes what the issuer publishes, and waits until that was read: --keys sends it'
      return attack.family === 'cost' && !isAskedFor ? 'it costs the target much: --with-cost sends it' : undefined
    },
  }
}

/** Nobody said it, and it is none of our own services. @param said seconds */
export const isLeewayGuessed = (said: number | undefined, side: IssuerSide): boolean =>
  said === undefined && side.world().target.leewaySeconds === USUAL_LEEWAY

/** Whether it is a good token of which nobody can tell what is right where the leeway is not known. */
export const isAboutLeeway = ({ id }: Pick<Attack, 'id'>): boolean => ABOUT_LEEWAY.has(id)

/** Good tokens that only a leeway makes good. */
const ABOUT_LEEWAY = new Set([
  'ok-exp-in-leeway',
  'ok-nbf-in-leeway',
  'ok-iat-in-leeway',
  'ok-nbf-now',
  'ok-exp-next-second',
])

const isNamed = (names: readonly string[], { id, family }: Attack): boolean =>
  names.includes(id) || names.includes(family)
