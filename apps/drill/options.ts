import { UsageFault, type Arguments, type CommandLine } from '#core/process/command-line'
import { KNOWN_VERIFIERS } from './known-verifiers.ts'

/** What the drill is to do. */
export interface DrillOptions {
  calls: number
  /** Calls a second. */
  rate: number
  rotations: number
  /** How long an earlier key stays published, in seconds; undefined leaves it to the factory, which derives it. */
  overlapSeconds: number | undefined
}

/** What the command is told: which verifier of others is drilled, in place of A, B and C. */
export interface ChosenDrill extends DrillOptions {
  verifier: string | undefined
}

/**
 * Short lives, so that a drill of a minute sees what a week of production would. Seconds. A token is used for longer
 * than a key set is kept, by three of them, so a key that goes too early is missed for certain, on a slow machine too.
 */
export const TOKEN_LIFETIME = 5
export const KEY_SET_MAX_AGE = 1

export const DRILL_LINE: CommandLine = {
  name: 'npm run drill',
  about:
    'Changes the signing key again and again while A calls B and B calls C, and says whether a call was lost. It starts ' +
    'processes of its own, on free ports, and ends with 1 when a call was lost or nothing could be decided.',
  words: ['DRILL'],
  options: {
    calls: { value: '20000', about: 'how many calls to make before the key is revoked' },
    rate: { value: '500', about: 'how many calls begin in a second' },
    rotations: { value: '10', about: 'how often the key changes' },
    overlap: {
      value: 'SECONDS',
      about: 'how long an earlier key stays published, instead of the life of its tokens; with 0, calls must be lost',
    },
    verifier: {
      value: 'NAME',
      about:
        'drills a library that others have made, in place of A, B and C, on a clock that is moved; it needs npm ci --prefix tests/interop',
    },
  },
  examples: [
    'npm run drill -- rotation',
    'npm run drill -- rotation --overlap 0 --calls 3000 --rotations 2',
    'npm run drill -- rotation --verifier jose',
  ],
  further: () => ['There is one drill: rotation.', `The verifiers are ${KNOWN_VERIFIERS.join(', ')}.`],
}

/** @throws UsageFault that says what does not fit */
export function readDrillOptions({ words, options }: Arguments): ChosenDrill {
  const [drill = ''] = words
  if (drill !== 'rotation') throw new UsageFault(`There is no drill "${drill.slice(0, 40)}", only rotation.`)
  const verifier = verifierOption(options)
  return {
    verifier,
    calls: numberOption('calls', options['calls'], 1) ?? 20_000,
    rate: numberOption('rate', options['rate'], 1) ?? 500,
    rotations:
      numberOption('rotations', options['rotations'], 1, verifier === undefined ? MOST : MOST_OF_VERIFIER) ?? 10,
    overlapSeconds: numberOption('overlap', options['overlap'], 0),
  }
}

/** The tokens of a drilled verifier live for days, and so do their keys: a ring has a hundred at most. */
const MOST_OF_VERIFIER = 90
const MOST = 1_000_000

function verifierOption(options: Arguments['options']): string | undefined {
  const { verifier } = options
  if (verifier === undefined) return undefined
  if (typeof verifier !== 'string' || !KNOWN_VERIFIERS.includes(verifier))
    throw new UsageFault(`--verifier must be one of ${KNOWN_VERIFIERS.join(', ')}.`)
  const useless = ['calls', 'rate'].find((name) => options[name] !== undefined)
  if (useless === undefined) return verifier
  throw new UsageFault(`--${useless} is about the calls of A and B; leave it out with --verifier.`)
}

function numberOption(name: string, text: string | true | undefined, least: number, most = MOST): number | undefined {
  if (text === undefined) return undefined
  const number = Number(text)
  if (text !== '' && Number.isInteger(number) && number >= least && number <= most) return number
  throw new UsageFault(`--${name} must be a whole number from ${least} to ${most}.`)
}
