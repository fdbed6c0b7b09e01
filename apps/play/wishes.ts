import type { NumberedScenario } from '#scenarios'

/** What the person at the terminal wants to see. */
export interface Wishes {
  scenario: NumberedScenario
  /** The query of the call: `expired=1`, and whatever else the scenario takes. */
  query: Record<string, string>
}

export const USAGE = `Usage: npm run play -- NUMBER [--expired[=SERVICE]] [--NAME[=VALUE] …]
Plays a scenario of the running sandbox and tells its story. For instance: npm run play -- 1 --expired`

/**
 * Every option becomes a parameter of the scenario's address: `--expired` is `?expired=1`.
 * @throws Error that says which scenarios there are, or what may be wished for in the one that was chosen
 */
export function readWishes(
  [number]: readonly string[],
  options: Record<string, unknown>,
  scenarios: readonly NumberedScenario[],
): Wishes {
  const scenario = scenarios.find((candidate) => String(candidate.number) === number)
  if (!scenario) {
    const list = scenarios.flatMap((each) => [
      `  ${String(each.number).padStart(2)}  ${each.title}`,
      ...wishLines(each),
    ])
    const problem = number === undefined ? 'Which scenario?' : `There is no scenario "${number}".`
    throw new Error(`${problem} There are:\n${list.join('\n')}`)
  }
  const known = new Set(['expired', ...Object.keys(scenario.wishes ?? {})])
  const unknown = Object.keys(options).find((name) => !known.has(name))
  if (unknown !== undefined) {
    const list = [
      `      --expired${GAP}1 expires every token, a service name only the one for it`,
      ...wishLines(scenario),
    ]
    throw new Error(`Scenario ${number} does not know the wish "${unknown}". It knows:\n${list.join('\n')}`)
  }
  const query = Object.entries(options).map(([name, value]) => [name, typeof value === 'string' ? value : '1'])
  return { scenario, query: Object.fromEntries(query) }
}

const GAP = '  '

const wishLines = ({ wishes = {} }: NumberedScenario) =>
  Object.entries(wishes).map(([name, sentence]) => `      --${name}${GAP}${sentence}`)
