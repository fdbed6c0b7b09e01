import type { Clock } from '#core/clock'
import { askPlain } from '#core/http/ask-plain'
import type { Step } from '#core/trace/step'
import { refuseUnknownOptions } from './unknown-name.ts'
import type { NumberedScenario, Role } from '#scenarios'

/** How a scenario went. */
export interface KitPlayed {
  status: number
  /** What its caller answers. */
  answer: Record<string, unknown>
  /** What happened, in the order of cause and effect. */
  story: readonly Step[]
}

export interface KitPlayOptions {
  /** Another way it can go: its variants stand in the scenario. */
  variant?: string
  /** Its other parameters. */
  query?: Readonly<Record<string, string>>
}

/** @throws TypeError for a number or a variant that there is not */
export type KitPlay = <Number extends number>(
  number: Number extends KitScenario ? Number : number extends Number ? Number : never,
  options?: KitPlayOptions,
) => Promise<KitPlayed>

/** Those that there are; a number that is computed is looked at when it is played. */
type KitScenario = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12 | 13 | 14 | 15 | 16

/** Longer than any play may take, on a busy machine. Milliseconds. */
const PLAY_OF_TEST_PATIENCE = 120_000

export interface KitPlayParts {
  scenarios: readonly NumberedScenario[]
  portOf(role: Role): number
  machine: Clock
}

export const createKitPlay =
  ({ scenarios, portOf, machine }: KitPlayParts): KitPlay =>
  async (number, options = {}) => {
    refuseUnknownOptions('play', options, ['variant', 'query'])
    const { variant, query = {} } = options
    const scenario = scenarios.find((each) => each.number === number)
    if (!scenario) throw new TypeError(`There is no scenario ${number}, only 1 to ${scenarios.length}.`)
    const variants = Object.keys(scenario.variants ?? {})
    if (variant !== undefined && !variants.includes(variant))
      throw new TypeError(
        `Scenario ${number} has no variant "${variant.slice(0, 40)}". It has ${variants.join(', ') || 'none'}.`,
      )
    const asked = new URLSearchParams({ ...query, ...(variant !== undefined && { [variant]: '1' }), trace: '1' })
    const { status, text } = await askPlain(
      {
        host: 'localhost',
        port: portOf(scenario.caller),
        method: 'GET',
        path: `/scenario${number}?${asked}`,
        patience: PLAY_OF_TEST_PATIENCE,
      },
      machine,
    )
    const { trace, ...answer } = Object(JSON.parse(text))
    return { status, answer, story: Array.isArray(trace) ? trace : [] }
  }
