import { CannotBeMade, type AttackWorld } from '#attacks'
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

/** What was varied: the members, and whether the believed token was believed again afterwards. */
export interface VariedToken {
  readonly members: readonly FoundMember[]
  readonly isStillBelieved: boolean
}

/** Varies one thing at a time of a token that is believed. */
export async function varyFound(
  world: AttackWorld,
  guess: Guess,
  values: GuessValues,
  ask: AskWith,
): Promise<VariedToken> {
  const askGuess: AskGuess = async (more, how = {}) => {
    try {
      return await ask(await guessedToken(world, { ...guess, ...more }, how))
    } catch (error) {
      if (error instanceof CannotBeMade) return 'not-run'
      throw error
    }
  }
  const without = (name: string) => askGuess({}, { without: [name] })
  const [otherAudience, noAudience] = [await askGuess({ audience: ELSEWHERE }), await without('aud')]
  const inList = guess.isAudienceList ? 'not-run' : await askGuess({ isAudienceList: true })
  const types = await sortedValues(values.type, guess.type, (type) => askGuess({ type }))
  const algorithms = await sortedValues(values.algorithm, guess.algorithm, (algorithm) => askGuess({ algorithm }))
  const claims = await sortedValues<string>(DEMANDED_AT_TIMES, '', without)
  const members: FoundMember[] = [
    foundMember('audience', otherAudience, [
      guess.isAudienceList ? JSON.stringify([guess.audience]) : guess.audience,
      ...(inList === 'believed' ? ['the same in a list'] : []),
      ...(noAudience === 'believed' ? ['none'] : []),
    ]),
    foundMember('issuer', await askGuess({ issuer: ELSEWHERE }), [guess.issuer]),
    foundMember('type', await askGuess({ type: 'elsewhere+jwt' }), types.believed.map(typeWord)),
    ...(guess.scope === undefined ? [] : [foundMember('scope', await without('scope'), [guess.scope])]),
    { name: 'algorithms', is: algorithms.isClear ? 'demanded' : 'unclear', values: algorithms.believed },
    { name: 'claims', is: claims.isClear ? 'demanded' : 'unclear', values: claims.refused },
  ]
  return { members, isStillBelieved: (await askGuess({})) === 'believed' }
}

type AskGuess = (more: Partial<Guess>, how?: Parameters<typeof guessedToken>[2]) => Promise<CaseVerdict>

const typeWord = (type: string) => (type === '' ? 'none' : type)

/** @param other what was said to another value */
function foundMember(name: FoundMember['name'], other: CaseVerdict, values: readonly string[]): FoundMember {
  if (other === 'refused') return { name, is: 'demanded', values }
  return { name, is: other === 'believed' ? 'not-looked-at' : 'unclear', values }
}

/** Which of them are believed and which are refused; of what the issuer cannot make nothing is said. */
async function sortedValues<Value>(all: readonly Value[], known: Value, ask: (value: Value) => Promise<CaseVerdict>) {
  const [believed, refused]: [Value[], Value[]] = [[known], []]
  let isClear = true
  for (const value of all) {
    if (value === known) continue
    const verdict = await ask(value)
    if (verdict === 'believed') believed.push(value)
    else if (verdict === 'refused') refused.push(value)
    else if (verdict !== 'not-run') isClear = false
  }
  return { believed, refused, isClear }
}
