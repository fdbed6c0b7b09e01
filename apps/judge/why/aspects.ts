import type { Judgement } from '../judgement.ts'

/** What the checks of different systems look at, in words: their names differ, and what they look at does not. */
const ASPECT_WORDS = {
  credentials: 'how the token is brought',
  form: 'the text of the token',
  algorithm: 'the algorithm',
  type: 'the type',
  key: 'the key',
  signature: 'the signature',
  shapes: 'the types of the claims',
  issuer: 'the issuer',
  audience: 'the audience',
  required: 'what must be there',
  time: 'the time',
  lifetime: 'the length of its life',
  replay: 'whether it was used before',
} as const

export type Aspect = keyof typeof ASPECT_WORDS

const ASPECT_OF_CHECK: Readonly<Record<string, Aspect>> = {
  credentials: 'credentials',
  form: 'form',
  header: 'form',
  payload: 'form',
  'signature-form': 'form',
  algorithm: 'algorithm',
  'key-algorithm': 'algorithm',
  type: 'type',
  'key-id': 'key',
  'key-set': 'key',
  key: 'key',
  // Kong finds its key by the issuer (key_claim_name), so that is where it notices a wrong one.
  'key-claim': 'issuer',
  credential: 'issuer',
  signature: 'signature',
  claims: 'shapes',
  issuer: 'issuer',
  audience: 'audience',
  required: 'required',
  expiry: 'time',
  dates: 'time',
  'not-before': 'time',
  'issued-at': 'time',
  lifetime: 'lifetime',
  replay: 'replay',
  // Libraries and HAProxy have a check for each claim.
  alg: 'algorithm',
  iss: 'issuer',
  aud: 'audience',
  exp: 'time',
  nbf: 'time',
  iat: 'time',
}

/** Undefined for what one system alone looks at. */
export const aspectOf = (check: string): Aspect | undefined =>
  Object.hasOwn(ASPECT_OF_CHECK, check) ? ASPECT_OF_CHECK[check] : undefined

export const wordsOfAspect = (aspect: Aspect): string => ASPECT_WORDS[aspect]

/** What the check that said no looks at. */
export const decidedAspect = ({ decidedBy }: Judgement): Aspect | undefined => aspectOf(decidedBy)

/** Whether it ended before it came there. */
export const neverCameTo = (aspect: Aspect, { checks }: Judgement): boolean => {
  const looks = checks.filter(({ check }) => aspectOf(check) === aspect)
  return looks.length > 0 && looks.every(({ outcome }) => outcome === 'never-reached')
}

/**
 * Whether a judge comes to one aspect before another, as its list of checks stands there.
 * @returns undefined where it looks at one of them only, or at none
 */
export function looksFirstAt({ checks }: Judgement, one: Aspect, other: Aspect): boolean | undefined {
  const aspects = checks.map(({ check }) => aspectOf(check))
  const [first, second] = [aspects.lastIndexOf(one), aspects.lastIndexOf(other)]
  return first === -1 || second === -1 ? undefined : first < second
}
