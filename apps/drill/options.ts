import { UsageFault, type Arguments, type CommandLine } from '#core/process/command-line'

/** What the drill is to do. */
export interface DrillOptions {
  calls: number
  /** Calls a second. */
  rate: number
  rotations: number
  /** How long an earlier key stays published, in seconds; undefined leaves it to the factory, which derives it. */
  overlapSeconds: number | undefined
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
  },
  examples: ['npm run drill -- rotation', 'npm run drill -- rotation --overlap 0 --calls 3000 --rotations 2'],
  further: () => ['There is one drill: rotation.'],
}

/** @throws UsageFault that says what does not fit */
export function readDrillOptions({ words, options }: Arguments): DrillOptions {
  const [drill = ''] = words
  if (drill !== 'rotation') throw new UsageFault(`There is no drill "${drill.slice(0, 40)}", only rotation.`)
  return {
    calls: numberOption('calls', options['calls'], 1) ?? 20_000,
    rate: numberOption('rate', options['rate'], 1) ?? 500,
    rotations: numberOption('rotations', options['rotations'], 1) ?? 10,
    overlapSeconds: numberOption('overlap', options['overlap'], 0),
  }
}

function numberOption(name: string, text: string | true | undefined, least: number): number | undefined {
  if (text === undefined) return undefined
  const number = Number(text)
  if (text !== '' && Number.isInteger(number) && number >= least && number <= 1_000_000) return number
  throw new UsageFault(`--${name} must be a whole number from ${least} to 1000000.`)
}
