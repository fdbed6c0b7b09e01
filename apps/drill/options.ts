import { IS_COMPILED } from '#core/files/project-folder'
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

/** What the drill of the sidecars is to do. */
export interface SidecarDrillOptions extends Pick<DrillOptions, 'calls' | 'rate' | 'rotations'> {
  /** How long the registry keeps an earlier key, in seconds; undefined leaves it to the factory. */
  graceSeconds: number | undefined
}

/** What the command is told. With a verifier of others, that one is drilled in place of A, B and C. */
export type ChosenDrill =
  ({ drill: 'rotation'; verifier: string | undefined } & DrillOptions) | ({ drill: 'sidecars' } & SidecarDrillOptions)

/**
 * Short lives, so that a drill of a minute sees what a week of production would. Seconds. A token is used for longer
 * than a key set is kept, by three of them, so a key that goes too early is missed for certain, on a slow machine too.
 */
export const TOKEN_LIFETIME = 5
export const KEY_SET_MAX_AGE = 1

export const DRILL_LINE: CommandLine = {
  name: 'npm run drill',
  about:
    'Changes the signing key again and again while others call: A calls B, and B calls C (rotation); or a plain client calls ' +
    'a plain service through a signer and a verifier (sidecars). It says whether a call was lost. It starts processes of its ' +
    'own, on free ports, and ends with 1 when a call was lost or nothing could be decided.',
  words: ['DRILL'],
  options: {
    calls: { value: 'COUNT', about: 'how many calls to make: 20000 at least, or 10000 of sidecars' },
    rate: { value: '500', about: 'how many calls begin in a second' },
    rotations: { value: 'COUNT', about: 'how often the key changes: 10 times, or 5 times of sidecars' },
    overlap: {
      value: 'SECONDS',
      about:
        'rotation: how long an earlier key stays published, instead of the life of its tokens; with 0, calls must be lost',
    },
    verifier: {
      value: 'NAME',
      about:
        'rotation: drills a library that others have made, in place of A, B and C, on a clock that is moved; only in the sources, after npm ci --prefix tests/interop',
    },
    grace: {
      value: 'SECONDS',
      about:
        'sidecars: how long the key registry keeps an earlier key (REGISTRY_GRACE), instead of what the factory does; with 0, calls must be lost',
    },
  },
  examples: [
    'npm run drill -- rotation --overlap 0 --calls 3000 --rotations 2',
    ...(IS_COMPILED ? [] : ['npm run drill -- rotation --verifier jose']),
    'npm run drill -- sidecars',
  ],
  further: () => ['The drills are rotation and sidecars.', `The verifiers are ${KNOWN_VERIFIERS.join(', ')}.`],
}

/** @throws UsageFault that says what does not fit */
export function readDrillOptions({ words, options }: Arguments): ChosenDrill {
  const [drill = ''] = words
  if (drill === 'rotation') return rotationOptions(options)
  if (drill === 'sidecars') return sidecarOptions(options)
  throw new UsageFault(`There is no drill "${drill.slice(0, 40)}", only rotation and sidecars.`)
}

function rotationOptions(options: Arguments['options']): ChosenDrill {
  refuseOtherDrills('sidecars', options, ['grace'])
  const verifier = verifierOption(options)
  return {
    drill: 'rotation',
    verifier,
    calls: numberOption('calls', options['calls'], 1) ?? 20_000,
    rate: numberOption('rate', options['rate'], 1) ?? 500,
    rotations:
      numberOption('rotations', options['rotations'], 1, verifier === undefined ? MOST : MOST_OF_VERIFIER) ?? 10,
    overlapSeconds: numberOption('overlap', options['overlap'], 0),
  }
}

function sidecarOptions(options: Arguments['options']): ChosenDrill {
  refuseOtherDrills('rotation', options, ['overlap', 'verifier'])
  return {
    drill: 'sidecars',
    calls: numberOption('calls', options['calls'], 1) ?? 10_000,
    rate: numberOption('rate', options['rate'], 1) ?? 500,
    rotations: numberOption('rotations', options['rotations'], 1, MOST_OF_REGISTRY) ?? 5,
    graceSeconds: numberOption('grace', options['grace'], 0, LONGEST_GRACE),
  }
}

function refuseOtherDrills(drill: string, options: Arguments['options'], names: readonly string[]): void {
  const useless = names.find((name) => options[name] !== undefined)
  if (useless !== undefined) throw new UsageFault(`--${useless} is of the drill ${drill}.`)
}

/** The registry lets a service change so often within the life of its requests, its first key included. */
const MOST_OF_REGISTRY = 90

/** As REGISTRY_GRACE: a year. */
const LONGEST_GRACE = 31_536_000

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
