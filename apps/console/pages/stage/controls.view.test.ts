import { expect, test, vi } from 'vitest'
import { NAMED_TOKEN_IDS } from '#core/token/named-tokens'
import { loadScenarios } from '#scenarios'
import { VariantSwitches } from './controls.view.ts'
import { stagePage } from './stage.ts'
import type { StageActions } from './stage-state.ts'

const scenarios = await loadScenarios()
const ports = {} as Parameters<typeof stagePage>[0]['ports'] // nobody looks at them here
const house = () => ({ processes: [] })

interface Element {
  type: string | ((props: object) => unknown)
  props: Record<string, unknown> & { children?: unknown }
}

/** All elements of a view, in its order, with those of the components in it. */
function elementsIn(view: unknown): Element[] {
  if (Array.isArray(view)) return view.flatMap(elementsIn)
  if (typeof view !== 'object' || view === null) return []
  const element = view as Element // of preact: it is no text
  if (typeof element.type === 'function') return elementsIn(element.type(element.props))
  return [element, ...elementsIn(element.props.children)]
}

function listFor(query: Record<string, string>) {
  const { state } = stagePage({ scenarios, ports, house }, query)
  const card = state.scenarios.find(({ number }) => number === state.chosen)
  const toggle = vi.fn<StageActions['toggle']>()
  const elements = elementsIn(
    VariantSwitches({ state, card: card!, actions: { toggle } as Partial<StageActions> as StageActions }),
  ) // nothing else is pressed
  const options = elements.filter(({ type }) => type === 'option')
  const list = elements.find(({ type }) => type === 'select')
  return {
    list,
    names: options.map(({ props }) => props['value']),
    chosen: options.filter(({ props }) => props['selected'] === true).map(({ props }) => props['value']),
    /** What is toggled when somebody chooses this name. */
    choose(value: string) {
      const act = list?.props['onChange'] as ((event: object) => void) | undefined // it is the list's own
      act?.({ target: { value } })
      return toggle.mock.calls.map(([{ name, value: toggled }]) => [name, toggled])
    },
  }
}

test('the stage lists all tokens by their names, behind the good one, and shows which is chosen', () => {
  const { names, chosen } = listFor({ scenario: '1' })
  expect(names).toEqual(['', ...NAMED_TOKEN_IDS])
  expect(chosen).toEqual([''])
  expect(listFor({ scenario: '1', token: 'no-exp' }).chosen).toEqual(['no-exp'])
  expect(listFor({ scenario: '1', token: 'nonsense' }).chosen).toEqual([''])
})

test('a name is switched on by choosing it, and off by choosing the good one', () => {
  expect(listFor({ scenario: '1' }).choose('forged')).toEqual([['token', 'forged']])
  expect(listFor({ scenario: '1', token: 'no-exp' }).choose('forged')).toEqual([['token', 'forged']])
  expect(listFor({ scenario: '1', token: 'no-exp' }).choose('')).toEqual([['token', 'no-exp']])
  expect(listFor({ scenario: '1' }).choose('')).toEqual([])
})

test.each(scenarios.filter(({ trust }) => trust === 'sidecars' || trust === 'login').map(({ number }) => number))(
  'scenario %i, whose tokens nobody here can change, has no list',
  (number) => {
    expect(listFor({ scenario: String(number) }).list).toBeUndefined()
  },
)
