import { UsageFault, type Arguments, type CommandLine } from '#core/process/command-line'
import { nearestOf } from '#core/config/nearest'
import { Problem } from '#core/http/problem'
import { readQuery } from '#core/http/query'
import { table } from '#core/process/help'
import { EXPIRED, parametersOf, WITHOUT_NAMED_TOKENS, type NumberedScenario } from '#scenarios'

/** What the person at the terminal wants to see. */
export interface PlayOptions {
  scenario: NumberedScenario
  /** The query of the call: `expired=1`, and whatever variants the scenario has. */
  query: Record<string, string>
  /** Of the checks, only those that failed; no decoded tokens. */
  isBrief: boolean
  /** The tokens of the play too, as they are sent. */
  withTokens: boolean
}

/** Those of the command itself; every other option is a parameter of the scenario's address. */
const OWN_OPTIONS = {
  brief: { about: 'shows only the checks that failed' },
  tokens: { about: 'also shows the tokens of the play, as they were sent: whoever has one can use it' },
  token: {
    value: 'NAME?',
    about:
      'every token is the one of this name, as exp-30s-ago (npm run control -- --help lists them); without a name: as --tokens',
  },
}

/** @param scenarios for the help, which lists them */
export const playLine = (scenarios: () => Promise<readonly NumberedScenario[]>): CommandLine => ({
  name: 'npm run play',
  about: 'Plays a scenario of the running sandbox and tells its story.',
  words: ['SCENARIO?'],
  options: { ...OWN_OPTIONS, expired: { value: 'SERVICE?', about: EXPIRED } },
  takesOthers: true,
  examples: ['npm run play -- 1 --expired', 'npm run play -- 8 --pass-through --brief'],
  further: async () => ['Scenarios, each with its own options:', ...listScenarios(await scenarios())],
})

/** Every scenario with its variants, a line each. */
export const listScenarios = (scenarios: readonly NumberedScenario[]): string[] =>
  scenarios.flatMap(({ number, title, variants = {} }) => [
    `  ${String(number).padStart(2)}  ${title}`,
    ...table(Object.entries(variants).map(([name, sentence]) => [`--${name}`, sentence])).map((line) => `    ${line}`),
  ])

/**
 * Every option becomes a parameter of the scenario's address: `--expired` is `?expired=1`.
 * @returns undefined where nothing is said at all
 * @throws UsageFault in the words in which the address itself refuses
 */
export function readPlayOptions(
  { words: [number], options }: Arguments,
  scenarios: readonly NumberedScenario[],
): PlayOptions | undefined {
  const [lone] = Object.keys(options)
  if (number === undefined && lone !== undefined)
    throw new UsageFault(`--${lone.slice(0, 40)} is for a scenario, and none is named.`)
  if (number === undefined) return undefined
  const scenario = scenarios.find((candidate) => String(candidate.number) === number)
  if (!scenario) throw new UsageFault(`There is no scenario "${number.slice(0, 40)}". npm run play lists them all.`)
  const { brief, tokens, token, ...rest } = options
  const isNamed = token !== undefined && token !== true
  const others: typeof rest = isNamed ? { ...rest, token } : rest
  const query = Object.fromEntries(Object.entries(others).map(([name, value]) => [name, value === true ? '1' : value]))
  refuseUnknown(query, scenario)
  return { scenario, query, isBrief: brief === true, withTokens: tokens === true || token === true }
}

function refuseUnknown(query: Record<string, string>, scenario: NumberedScenario): void {
  const known = parametersOf(scenario)
  const slip = Object.keys(query).find((name) => !Object.hasOwn(known, name) && !nearestOf(name, Object.keys(known)))
  const why = slip === 'token' ? WITHOUT_NAMED_TOKENS[scenario.trust] : undefined
  if (why !== undefined) throw new UsageFault(`Scenario ${scenario.number} takes no token by name (--token): ${why}.`)
  const meant = slip === undefined ? undefined : nearestOf(slip, Object.keys(OWN_OPTIONS))
  if (meant !== undefined) throw new UsageFault(`npm run play has no option --${slip}. Did you mean --${meant}?`)
  try {
    readQuery(query, known, `Scenario ${scenario.number}`)
  } catch (error) {
    if (error instanceof Problem) throw new UsageFault(error.detail)
    throw error
  }
}
