import { parseArgs } from 'node:util'
import { choosePart, type Part } from './part.ts'

/** What the bench is to do. */
export interface BenchOptions {
  isQuick: boolean
  isJson: boolean
  part: Part
}

export const BENCH_USAGE = `Usage: npm run bench -- [--only TEXT] [--quick] [--json]
Measures what plays and requests cost, in CPU of all processes, next to limits that the same run measures.

  --only TEXT   the rows and ratios whose name has TEXT in it, with their limits: scenario, verify, "scenario 5", …
                --only start measures how long the sandbox takes to start
  --quick       few short rounds, to see that it works: the figures are rough
  --json        for programs; what could not be measured is null
  --help        this text

Progress goes to stderr, the result to stdout. All of it takes some minutes.
`

/** @returns 'help' when that was asked for. @throws Error that says in one line what does not fit */
export function readBenchOptions(args: string[]): BenchOptions | 'help' {
  const { only, quick, json, help } = parse(args)
  return help ? 'help' : { isQuick: quick, isJson: json, part: choosePart(only) }
}

function parse(args: string[]) {
  try {
    return parseArgs({ args, options: OPTIONS }).values
  } catch (error) {
    const [what = ''] = error instanceof Error ? error.message.split('. ', 1) : []
    throw new Error(`${what}; npm run bench -- --help shows what it takes`, { cause: error })
  }
}

const OPTIONS = {
  only: { type: 'string' },
  quick: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const
