import { CannotBeMade, type AttackWorld } from '#attacks'
import type { Algorithm } from '#core/token/algorithms'
import type { CaseVerdict } from '../probe-report.ts'
import { guessedToken, type Guess, type GuessValues } from './guess.ts'

/** What a target does with one member of a token that it believes. */
export interface FoundMember {
  readonly name: 'audience' | 'issuer' | 'type' | 'scope' | 'algorithms' | 'claims'
  /** Demanded: another value is refused. Not looked at: any value is believed. */
  readonly is: 'demanded' | 'not-looked-at' | 'unclear'
  /** What is believed, where that is more than one. */
  readonly values: readonly string[]
}

/** No target has this name, and no issuer. */
const ELSEWHERE = 'https://elsewhere.invalid'

/** Claims of which some targets demand that they are there. */
const DEMANDED_AT_TIMES = ['exp', 'iat', 'nbf', 'jti', 'sub', 'client_id'] as const

type AskWith = (token: string) => Promise<CaseVerdict>

/** Varies one thing at a time of a token that is believed. */
export async function varyFound(
  world: AttackWorld,
  guess: Guess,
  values: GuessValues,
  ask: AskWith,
): Promise<readonly FoundMember[]> {
  const askGuess = async (more: Partial<Guess>, how: Parameters<typeof guessedToken>[2] = {}) => {
    try {
      return await ask(await guessedToken(world, { ...guess, ...more }, how))
    } catch (error) {
      if (error instanceof CannotBeMade) return 'not-run'
      throw error
    }
  }
  const audience = foundMember(
    'audience',
    [await askGuess({ audience: ELSEWHERE }), await askGuess({}, { without: ['aud'] })],
    [guess.audience],
  )
  const issuer = foundMember('issuer', [await askGuess({ issuer: ELSEWHERE })], [guess.issuer])
  const types = await believedOf(values.type, guess.type, (type) => askGuess({ type }))
  const type = foundMember(
    'type',
    [await askGuess({ type: 'elsewhere+jwt' })],
    types.map((each) => (each === '' ? 'none' : each)),
  )
  const algorithms = await believedOf<Algorithm>(values.algorithm, guess.algorithm, (algorithm) =>
    askGuess({ algorithm }),
  )
  const scope =
    guess.scope === undefined ? [] : [foundMember('scope', [await askGuess({}, { without: ['scope'] })], [guess.scope])]
  const demanded: string[] = []
  for (const name of DEMANDED_AT_TIMES) if ((await askGuess({}, { without: [name] })) === 'refused') demanded.push(name)
  return [
    audience,
    issuer,
    type,
    ...scope,
    { name: 'algorithms', is: 'demanded', values: algorithms },
    { name: 'claims', is: 'demanded', values: demanded },
  ]
}

/** @param others what was said to other values */
function foundMember(
  name: FoundMember['name'],
  others: readonly CaseVerdict[],
  values: readonly string[],
): FoundMember {
  if (others.every((each) => each === 'refused')) return { name, is: 'demanded', values }
  return { name, is: others.every((each) => each === 'believed') ? 'not-looked-at' : 'unclear', values }
}

async function believedOf<Value>(
  all: readonly Value[],
  known: Value,
  ask: (value: Value) => Promise<CaseVerdict>,
): Promise<readonly Value[]> {
  const believed = [known]
  for (const value of all) if (value !== known && (await ask(value)) === 'believed') believed.push(value)
  return believed
}
