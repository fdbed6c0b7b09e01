import { parseArgs } from 'node:util'
import type { NumberedScenario } from '#scenarios'

/** What the person at the terminal wants to see. */
export interface PlayOptions {
  scenario: NumberedScenario
  /** The query of the call: `expired=1`, and whatever variants the scenario has. */
  query: Record<string, string>
}

export const PLAY_USAGE = `Usage: npm run play -- NUMBER [--expired[=SERVICE]] [--VARIANT …]
Plays a scenario of the running sandbox and tells its story. For instance: npm run play -- 1 --expired`

/**
 * Every option becomes a parameter of the scenario's address: `--expired` is `?expired=1`.
 * @throws Error that says which scenarios there are, or which variants the chosen one has
 */
export function readPlayOptions(args: string[], scenarios: readonly NumberedScenario[]): PlayOptions {
  const { values, positionals } = parseArgs({ args, strict: false, allowPositionals: true })
  const [number] = positionals
  const scenario = scenarios.find((candidate) => String(candidate.number) === number)
  if (!scenario) {
    const list = scenarios.flatMap((each) => [
      `  ${String(each.number).padStart(2)}  ${each.title}`,
      ...variantLines(each),
    ])
    const problem = number === undefined ? 'Which scenario?' : `There is no scenario "${number}".`
    throw new Error(`${problem} There are:\n${list.join('\n')}`)
  }
  const known = new Set(['expired', ...Object.keys(scenario.variants ?? {})])
  const unknown = Object.keys(values).find((name) => !known.has(name))
  if (unknown !== undefined) {
    const list = [
      `      --expired${GAP}1 expires every token, a service name only the one for it`,
      ...variantLines(scenario),
    ]
    throw new Error(`Scenario ${number} has no variant "${unknown}". It has:\n${list.join('\n')}`)
  }
  const query = Object.entries(values).map(([name, value]) => [name, typeof value === 'string' ? value : '1'])
  return { scenario, query: Object.fromEntries(query) }
}

const GAP = '  '

const variantLines = ({ variants = {} }: NumberedScenario) =>
  Object.entries(variants).map(([name, sentence]) => `      --${name}${GAP}${sentence}`)
