import { CATALOGUE, NAMES_NO_KEY, type Attack } from '#attacks'
import type { IssuerSide } from './issuer-side.ts'
import { USUAL_LEEWAY } from './described-target.ts'
import type { ProbeOptions } from './options.ts'

/** Which cases are in a report, and why some of them are not sent. */
export function chooseCases({
  only,
  skip,
  withCost,
  further,
  isLeewayGuessed = false,
  isKeyAskedById = false,
  isTypeLax = false,
}: Pick<ProbeOptions, 'only' | 'skip' | 'withCost' | 'further'> & {
  readonly isLeewayGuessed?: boolean
  readonly isKeyAskedById?: boolean
  /** The person said --lax-type. */
  readonly isTypeLax?: boolean
}): {
  readonly cases: readonly Attack[]
  whyLeftOut(attack: Attack): string | undefined
} {
  return {
    cases: only ? CATALOGUE.filter((attack) => isNamed(only, attack)) : CATALOGUE,
    whyLeftOut(attack) {
      if (isNamed(skip, attack)) return '--skip leaves it out'
      if (isLeewayGuessed && isAboutLeeway(attack))
        return 'nobody said which leeway the service has: --leeway says it, and --skew measures it'
      if (isKeyAskedById && NAMES_NO_KEY.has(attack.id)) return NO_QUESTION
      if (isTypeLax && GOOD_WHERE_LAX.has(attack.id)) return NO_TYPE_DEMANDED
      const isAskedFor = withCost || (only !== undefined && isNamed(only, attack))
      if (CHANGE_THE_TARGET.has(attack.id) && only?.includes(attack.id) !== true)
        return 'it changes the target for good, or for minutes: --only with its id sends it'
      // The name of a family says nothing about minutes of waiting; the id of a case does.
      if (changesKeySet(attack) && !further.includes('keys') && only?.includes(attack.id) !== true)
        return 'it changes what the issuer publishes, and waits until that was read: --keys sends it'
      return attack.family === 'cost' && !isAskedFor ? 'it costs the target much: --with-cost sends it' : undefined
    },
  }
}

const NO_QUESTION =
  'the target asks a registry for one key by its key id, so it is right to refuse a token that names none (RFC 7515 §6)'

/** Access tokens but for their type: the good tokens `ok-typ-jwt-lax` and `ok-typ-missing-lax` are the same ones. */
const GOOD_WHERE_LAX = new Set(['type-typ-jwt', 'type-typ-missing'])

const NO_TYPE_DEMANDED = 'the target is said to demand no typ (--lax-type), so this is a good token there'

/** Nobody said it, and it is none of our own services. @param said seconds */
export const isLeewayGuessed = (said: number | undefined, side: IssuerSide): boolean =>
  said === undefined && side.world().target.leewaySeconds === USUAL_LEEWAY

/** Whether it is a good token of which nobody can tell what is right where the leeway is not known. */
export const isAboutLeeway = ({ id }: Pick<Attack, 'id'>): boolean => ABOUT_LEEWAY.has(id)

/** Those of the family `cost` are sent with their family, which costs much in any case. */
const changesKeySet = ({ needs, family }: Attack): boolean => needs.includes('key-set') && family !== 'cost'

/** A case that publishes waits until that was read, and until the service has its usual keys again. Minutes. */
const MINUTES_EACH = 2

/** How long the cases may take that wait for the service to read the key set; undefined where there are none. */
export function sayKeySetWaits(sent: readonly Attack[]): string | undefined {
  const count = sent.filter(changesKeySet).length
  if (count === 0) return undefined
  const [cases, waits] = count === 1 ? ['1 case changes', 'waits'] : [`${count} cases change`, 'wait']
  const minutes = MINUTES_EACH * count
  return `${cases} what the issuer publishes, and ${waits} until the service has read that: ${minutes} minutes at most, and seconds where it reads an unknown key at once.`
}

/** A password of somebody, a claim, a memory that is full: nothing of the run can take that back. */
const CHANGE_THE_TARGET = new Set([
  'dialect-jwtproxy-w3-memory-filled',
  'dialect-stoke-a94-comma',
  'dialect-stoke-a94-password-by-force',
])

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
