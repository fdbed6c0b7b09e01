import { html } from '#core/page/html'
import { titleOf } from '#core/trace/step'
import type { ControlledName } from '#core/config/processes'
import { NAMED_TOKEN_IDS, NAMED_TOKENS } from '#core/token/named-tokens'
import { calleesWithOwnToken, hopsOf, takesNamedToken, type NumberedScenario } from '#scenarios'
import type { ConsolePage } from '../../shell/shell.ts'
import type { HouseNow } from '../../shell/console-state.ts'
import { FIRST_FRAME } from './layout.ts'
import type { ScenarioCard, StageState } from './stage-state.ts'
import { StageView } from './stage.view.ts'

export interface StagePageParts {
  scenarios: readonly NumberedScenario[]
  ports: Readonly<Record<ControlledName, number>>
  house: () => HouseNow
}

/** The first page: `?scenario=3&expired=1` chooses what will be played. */
export function stagePage(
  { scenarios, ports, house }: StagePageParts,
  query: Record<string, unknown>,
): ConsolePage<StageState> {
  const cards = scenarios.map(cardOf)
  const chosen = cards.find(({ number }) => String(number) === query['scenario']) ?? cards[0]
  const state: StageState = {
    scenarios: cards,
    ports,
    chosen: chosen?.number ?? 0,
    query: chosenVariants(chosen, query),
    at: -1,
    isRunning: false,
    isWaiting: false,
    isPresenting: false,
    showsAllChecks: false,
    frame: FIRST_FRAME,
    tokens: [],
  }
  return {
    title: 'Stage',
    module: 'apps/console/pages/stage/stage.browser.ts',
    state,
    body: html`<${StageView} state=${state} house=${house()} />`,
  }
}

/** One at a time, chosen from a list. */
const NAMED_SWITCHES = NAMED_TOKEN_IDS.map((value) => ({
  name: 'token',
  value,
  label: value,
  sentence: `every token of the play is one that ${NAMED_TOKENS[value].title}`,
}))

function cardOf(scenario: NumberedScenario): ScenarioCard {
  const { number, title, story, caller, callees, variants = {}, changes } = scenario
  const own = calleesWithOwnToken(scenario)
  const each = own.length > 1 ? own : []
  return {
    number,
    title,
    story,
    caller,
    callees,
    hops: hopsOf(scenario),
    variants: [
      { name: 'expired', value: '1', label: 'expired', sentence: 'every token of the play has expired already' },
      ...each.map((callee) => ({
        name: 'expired',
        value: callee,
        label: `expired for ${titleOf(callee).replace('Service ', '')}`,
        sentence: `the token for ${titleOf(callee)} has expired already, and no other`,
      })),
      ...(takesNamedToken(scenario) ? NAMED_SWITCHES : []),
      ...Object.entries(variants).map(([name, sentence]) => ({ name, value: '1', label: name, sentence })),
    ],
    ...(changes !== undefined && { changes }),
  }
}

/** What of a query this scenario knows. */
function chosenVariants(card: ScenarioCard | undefined, query: Record<string, unknown>): Record<string, string> {
  const known = card?.variants.filter(({ name, value }) => query[name] === value) ?? []
  return Object.fromEntries(known.map(({ name, value }) => [name, value]))
}
