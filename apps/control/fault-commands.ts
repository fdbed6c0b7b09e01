import { ruleSchema } from '#core/control/fault-rules'
import { PRESET_NAMES } from '#core/control/presets'
import { routeOfEffect } from '#core/control/rule-words'
import { EFFECT_OPTIONS, readEffect } from './effect-words.ts'
import {
  checkInput,
  countWords,
  writtenNumber,
  optionText,
  unknownWord,
  type ControlCommand,
  type ControlOrder,
  type GivenWords,
} from './order.ts'

const CONDITION_OPTIONS = ['id', 'times', 'after', 'chance', 'seed', 'lasts', 'from', 'trace']

/** The options that take any text. */
const TEXTS = new Set(['id', 'lasts', 'from', 'trace'])

const listing: ControlOrder = { method: 'GET', path: '/faults', to: 'all', shows: 'faults' }

const listFaults = (usage: string): ControlCommand => ({
  usage,
  about: 'the faults that are set, and how often each was met',
  order(words) {
    countWords(words, usage, 0)
    return listing
  },
})

const clearFaults = (usage: string): ControlCommand => ({
  usage,
  about: 'takes all faults back',
  order(words) {
    countWords(words, usage, 0)
    return { method: 'DELETE', path: '/faults', to: 'all', shows: 'state' }
  },
})

export const FAULT_COMMANDS: readonly ControlCommand[] = [
  {
    usage: 'fault ROUTE EFFECT',
    about: 'something goes wrong at a route (token, jwks …), at * (every route) or at tls (the certificate)',
    options: [...CONDITION_OPTIONS, ...EFFECT_OPTIONS],
    order([on, ...words], given) {
      if (on === undefined) return listing
      const rule = { on, ...conditionsOf(given), effect: readEffect(on, words, given) }
      checkInput(ruleSchema, rule)
      const to = { route: on, narrowed: on === '*' ? routeOfEffect(rule.effect) : undefined }
      return { method: 'POST', path: '/faults', body: rule, to, shows: 'faults', setsFault: true }
    },
  },
  {
    usage: 'fault preset NAME',
    about: `faults of the factory that belong together: ${PRESET_NAMES.join(', ')}`,
    options: ['id'],
    order(words, given) {
      const [preset] = words
      const id = optionText(given, 'id')
      countWords(words, 'fault preset NAME', 0, 1)
      if (!PRESET_NAMES.some((name) => name === preset)) throw unknownWord(preset, 'preset', PRESET_NAMES)
      const body = { preset, ...(id !== undefined && { id }) }
      return { method: 'POST', path: '/faults', body, to: 'factory', shows: 'faults', setsFault: true }
    },
  },
  {
    usage: 'fault remove ID',
    about: 'takes one fault back; fault list says its id',
    order(words) {
      const [id = ''] = words
      countWords(words, 'fault remove ID', 1)
      const path = `/faults/${encodeURIComponent(id)}`
      return { method: 'DELETE', path, to: 'all', shows: 'removed', faultId: id }
    },
  },
  listFaults('fault list'),
  clearFaults('fault clear'),
  listFaults('faults'),
  clearFaults('faults clear'),
]

function conditionsOf(given: GivenWords): Record<string, string | number> {
  const entries = CONDITION_OPTIONS.flatMap((name) => {
    const text = optionText(given, name)
    if (text === undefined) return []
    return [[name, TEXTS.has(name) ? text : writtenNumber(text, `--${name}`)] as const]
  })
  return Object.fromEntries(entries)
}
