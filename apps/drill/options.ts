import { parseArgs } from 'node:util'

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

export const DRILL_USAGE = `Usage: npm run drill -- rotation [--calls 20000] [--rate 500] [--rotations 10] [--overlap SECONDS]
Changes the signing key again and again while A calls B and B calls C, and tells whether a call was lost.
With --overlap 0 it must show failures: an earlier key is then gone while its tokens still live.`

/** @throws Error that says what does not fit */
export function readDrillOptions(args: string[]): DrillOptions {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      calls: { type: 'string', default: '20000' },
      rate: { type: 'string', default: '500' },
      rotations: { type: 'string', default: '10' },
      overlap: { type: 'string' },
    },
  })
  if (positionals.length !== 1 || positionals[0] !== 'rotation') throw new Error('Which drill? There is one: rotation.')
  return {
    calls: numberOption('calls', values.calls, 1),
    rate: numberOption('rate', values.rate, 1),
    rotations: numberOption('rotations', values.rotations, 1),
    overlapSeconds: values.overlap === undefined ? undefined : numberOption('overlap', values.overlap, 0),
  }
}

function numberOption(name: string, text: string, least: number): number {
  const number = Number(text)
  if (Number.isInteger(number) && number >= least && number <= 1_000_000) return number
  throw new Error(`--${name} must be a whole number from ${least}.`)
}
