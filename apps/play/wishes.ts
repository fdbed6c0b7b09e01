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
 * @throws Error that says which scenarios there are
 */
export function readWishes(
  [number]: readonly string[],
  options: Record<string, unknown>,
  scenarios: readonly NumberedScenario[],
): Wishes {
  const scenario = scenarios.find((candidate) => String(candidate.number) === number)
  if (!scenario) {
    const list = scenarios.map(({ number, title }) => `  ${number}  ${title}`).join('\n')
    throw new Error(
      `${number === undefined ? 'Which scenario?' : `There is no scenario "${number}".`} There are:\n${list}`,
    )
  }
  const query = Object.entries(options).map(([name, value]) => [name, typeof value === 'string' ? value : '1'])
  return { scenario, query: Object.fromEntries(query) }
}
