import { isObject } from '../../../token/claims.ts'

/** The claims of a token as Piko has them: in the types of its language, or not at all. */
export interface PikoClaims {
  readonly iss: string
  readonly aud: readonly string[]
  /** Whole seconds since 1970; absent where it has none. */
  readonly exp?: number
  readonly nbf?: number
  /** Absent, null and empty are the same: every endpoint (PK-6). */
  readonly endpoints: readonly string[]
}

/** What is wrong with a claim: its name. */
export class PikoClaimFault extends Error {
  override readonly name = 'PikoClaimFault'
  readonly claim: string

  constructor(claim: string) {
    super(`${claim} is of another type`)
    this.claim = claim
  }
}

/**
 * Reads a payload as Piko does: names in any case, of several the last one counts, and a date may be a text. What is of another type
 * spoils the token, also where nobody asks for it.
 * @throws PikoClaimFault
 */
export function pikoClaims(payload: unknown): PikoClaims {
  if (payload === null) return { iss: '', aud: [], endpoints: [] }
  if (!isObject(payload)) throw new PikoClaimFault('the payload')
  const valuesOf = (name: string) => membersAnyCase(payload, name)
  const textAt = (name: string) => valuesOf(name).reduce<string>((last, each) => textMember(each, name) ?? last, '')
  const dateAt = (name: string) => valuesOf(name).map((each) => dateMember(each, name)).at(-1) // prettier-ignore
  textAt('sub')
  textAt('jti')
  dateAt('iat')
  const [exp, nbf] = [dateAt('exp'), dateAt('nbf')]
  return {
    iss: textAt('iss'),
    aud: valuesOf('aud').reduce<readonly string[]>((last, each) => audienceMember(each) ?? last, []),
    ...(exp !== undefined && { exp }),
    ...(nbf !== undefined && { nbf }),
    endpoints: valuesOf('piko').flatMap(endpointLists).at(-1) ?? [],
  }
}

/** @throws PikoClaimFault */
function endpointLists(piko: unknown): string[][] {
  if (piko === null) return []
  if (!isObject(piko)) throw new PikoClaimFault('piko')
  return membersAnyCase(piko, 'endpoints').map((list) => {
    if (list !== null && !Array.isArray(list)) throw new PikoClaimFault('piko.endpoints')
    return (list ?? []).map((each: unknown) => textMember(each, 'piko.endpoints') ?? '')
  })
}

/** Two letters outside ASCII are, in another case, letters of it. */
const folded = (name: string) => name.replaceAll('\u{17f}', 's').replaceAll('\u{212a}', 'k').toLowerCase()

const membersAnyCase = (object: Record<string, unknown>, name: string): unknown[] =>
  Object.entries(object).flatMap(([key, value]) => (folded(key) === name ? [value] : []))

/** Undefined: null leaves a text as it is. */
function textMember(value: unknown, claim: string): string | undefined {
  if (value === null) return undefined
  if (typeof value !== 'string') throw new PikoClaimFault(claim)
  return value
}

function audienceMember(value: unknown): readonly string[] | undefined {
  if (value === null) return undefined
  if (typeof value === 'string') return [value]
  if (!Array.isArray(value) || !value.every((each) => typeof each === 'string')) throw new PikoClaimFault('aud')
  return value
}

/** As JSON writes one. */
const NUMBER_TEXT = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/

/** Beyond this a number of its language is negative. Seconds. */
const LARGEST_DATE = 2 ** 63

function dateMember(value: unknown, claim: string): number | undefined {
  if (value === null) return undefined
  const number = typeof value === 'string' && NUMBER_TEXT.test(value) ? Number(value) : value
  if (typeof number !== 'number' || !Number.isFinite(number)) throw new PikoClaimFault(claim)
  return Math.abs(number) < LARGEST_DATE ? Math.floor(number) : -LARGEST_DATE
}
