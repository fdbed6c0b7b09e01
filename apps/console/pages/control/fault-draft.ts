import { callerNamed } from '../../parts/caller-words.ts'
import type { ControlNow } from '../../live/told.ts'

type Draft = Readonly<Record<string, string>>

/** One thing that can go wrong, and the field that says more about it. */
export interface EffectKind {
  name: string
  label: string
  /** Which field stands beside it. */
  field?: 'status' | 'amount' | 'issuer' | 'keys' | 'certificate'
  /** The one route whose answers it changes. */
  only?: string
  effect(draft: Draft): Record<string, unknown>
}

export const EFFECT_KINDS: readonly EffectKind[] = [
  { name: 'status', label: 'answers with a status', field: 'status', effect: statusEffect },
  { name: 'reset', label: 'ends the connection without an answer', effect: () => ({ reset: true }) },
  { name: 'delay', label: 'takes its time', field: 'amount', effect: ({ amount = '' }) => ({ delay: amount }) },
  { name: 'hang', label: 'gives no answer at all', effect: () => ({ hang: true }) },
  { name: 'truncated', label: 'ends in the middle of its answer', effect: () => ({ truncated: true }) },
  { name: 'empty', label: 'answers 200, and nothing in it', effect: () => ({ empty: true }) },
  { name: 'html', label: 'answers with a page, as of a proxy', effect: () => ({ html: true }) },
  { name: 'wrongType', label: 'answers with a wrong content type', effect: () => ({ wrongType: true }) },
  {
    name: 'limit',
    label: 'answers 429, to be asked again later',
    field: 'amount',
    effect: ({ amount = '' }) => ({ limit: amount }),
  },
  {
    name: 'issuer',
    label: 'names another issuer',
    field: 'issuer',
    only: 'discovery',
    effect: ({ issuer = '' }) => ({ issuer }),
  },
  { name: 'keys', label: 'answers with a wrong key set', field: 'keys', only: 'jwks', effect: keysEffect },
  {
    name: 'certificate',
    label: 'shows a wrong certificate',
    field: 'certificate',
    only: 'tls',
    effect: ({ certificate = '' }) => ({ certificate }),
  },
]

function statusEffect({ status = '', body = '' }: Draft): Record<string, unknown> {
  return { status: numberOrText(status), ...(body.trim() !== '' && { body: jsonOrWritten(body) }) }
}

function keysEffect({ keys = '', kid = '' }: Draft): Record<string, unknown> {
  return { keys, ...(kid.trim() !== '' && { kid: kid.trim() }) }
}

/** What is no number is sent as it was written: the process says what does not fit. */
const numberOrText = (text: string): number | string => (/^-?\d+(?:\.\d+)?$/.test(text.trim()) ? Number(text) : text)

function jsonOrWritten(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** Which effects a route can have: a certificate is one of tls alone, and tls has no others. */
export const effectsOf = (on: string): readonly EffectKind[] =>
  EFFECT_KINDS.filter(({ only }) =>
    on === 'tls' ? only === 'tls' : only === undefined || only === on || (on === '*' && only !== 'tls'),
  )

/** The one that is chosen; where the route cannot have it, the first that it can have. */
export function chosenEffect({ on = '', effect = '' }: Draft): EffectKind | undefined {
  const possible = effectsOf(on)
  return possible.find(({ name }) => name === effect) ?? possible[0]
}

/** Fields of the conditions; those that are empty say nothing. */
export const CONDITIONS = ['id', 'from', 'trace', 'times', 'after', 'chance', 'seed'] as const
const CONDITION_TEXTS = new Set<string>(['id', 'from', 'trace'])

/** The rule as the routes take it. */
export function ruleOf(draft: Draft): Record<string, unknown> {
  const kind = chosenEffect(draft)
  const { on = '', delay = '' } = draft
  const hasDelay = delay.trim() !== '' && kind?.name !== 'delay' && kind?.name !== 'certificate'
  const conditions = CONDITIONS.flatMap((name) => {
    const text = (draft[name] ?? '').trim()
    if (name === 'from' && text !== '') return [[name, callerNamed(text)]]
    return text === '' ? [] : [[name, CONDITION_TEXTS.has(name) ? text : numberOrText(text)]]
  })
  return { on, ...Object.fromEntries(conditions), effect: { ...kind?.effect(draft), ...(hasDelay && { delay }) } }
}

/** The routes of those who are told, the common ones at the end: each process says its own. */
export function routesOf(processes: readonly ControlNow[], whom: string): string[] {
  const all = new Set(processes.filter(({ name }) => whom === '' || name === whom).flatMap(({ on }) => on))
  const special = ['*', 'tls'].filter((name) => all.has(name))
  return [...[...all].filter((name) => !special.includes(name)).sort(byName), ...special]
}

/** scenario2 before scenario10. */
const byName = (a: string, b: string) => a.localeCompare(b, 'en', { numeric: true })

/** What can be set of those who are told: a route that none of them has is not what a person sees in the list. */
export function draftFor(draft: Draft, processes: readonly ControlNow[], whom: string): Draft {
  const routes = routesOf(processes, whom)
  const { on = '' } = draft
  return routes.includes(on) ? draft : { ...draft, on: routes[0] ?? on }
}

/** Those who get a fault: all who have the route; by `*`, of an effect on one route those who have that. */
export function whoGets({ on = '', ...draft }: Draft, processes: readonly ControlNow[], whom: string): string[] {
  const { only } = chosenEffect({ on, ...draft }) ?? {}
  const wanted = on === '*' && only !== undefined ? only : on
  return processes
    .filter(({ name, on: routes }) => (whom === '' || name === whom) && routes.includes(wanted))
    .map(({ name }) => name)
}
