import { expect, test } from 'vitest'
import { ruleSchema } from '#core/control/fault-rules'
import { FIRST_DRAFT } from './control-state.ts'
import { draftFor, EFFECT_KINDS, effectsOf, routesOf, ruleOf, whoGets } from './fault-draft.ts'

const process = (name: string, on: string[]) => ({ name, faults: [], on: [...on, 'tls', '*'] })
const processes = [
  process('jwt-factory', ['jwks', 'discovery', 'token']),
  process('serviceb', ['scenario10-server', 'scenario2-server']),
]

const draft = (more: Record<string, string>) => ({ ...FIRST_DRAFT, ...more })

test.each(EFFECT_KINDS.map(({ name, only }) => [name, only ?? 'jwks'] as const))(
  'a process takes what the form makes of %s as it stands at first',
  (effect, on) => {
    const rule = ruleOf(draft({ on, effect }))
    expect(ruleSchema.safeParse(rule).success, JSON.stringify(rule)).toBe(true)
    expect(JSON.stringify(rule)).not.toContain('""')
  },
)

test('what is empty is not said, and numbers are numbers', () => {
  const more = { times: ' 3 ', chance: '0.5', from: 'serviceb', trace: '', id: 'mine', delay: '1s', body: '{"a":1}' }
  expect(ruleOf(draft(more))).toEqual({
    on: 'jwks',
    id: 'mine',
    from: 'serviceb',
    times: 3,
    chance: 0.5,
    effect: { status: 503, body: { a: 1 }, delay: '1s' },
  })
})

test('a fault for this console is one for the name by which it asks', () => {
  expect(ruleOf(draft({ from: 'This console' }))).toMatchObject({ from: 'jwt-sandbox-console' })
})

test('what does not fit is sent as it was written: the process says why it does not', () => {
  const rule = ruleOf(draft({ times: 'often', status: 'abc', body: 'no JSON' }))
  expect(rule).toEqual({ on: 'jwks', times: 'often', effect: { status: 'abc', body: 'no JSON' } })
})

const names = (on: string) => effectsOf(on).map(({ name }) => name)

test('a route has the effects that it can have, and no others', () => {
  expect(names('tls')).toEqual(['certificate'])
  expect(names('jwks')).toEqual(expect.arrayContaining(['keys', 'status']))
  expect(names('token')).not.toContain('keys')
  expect(names('*')).toEqual(expect.arrayContaining(['keys', 'issuer', 'reset']))
  expect(names('*')).not.toContain('certificate')
  expect(ruleOf(draft({ on: 'tls', effect: 'keys', delay: '2s' }))).toEqual({
    on: 'tls',
    effect: { certificate: 'expired' },
  })
})

test('routes are those of whoever is told, in their order, the common ones at the end', () => {
  expect(routesOf(processes, '')).toEqual([
    'discovery',
    'jwks',
    'scenario2-server',
    'scenario10-server',
    'token',
    '*',
    'tls',
  ])
  expect(routesOf(processes, 'serviceb')).toEqual(['scenario2-server', 'scenario10-server', '*', 'tls'])
})

test('a fault is about a route that is in the list, also where those who are told lack the one that was chosen', () => {
  const chosen = draftFor(draft({ on: 'jwks' }), processes, 'serviceb')
  expect(chosen['on']).toBe('scenario2-server')
  expect(whoGets(chosen, processes, 'serviceb')).toEqual(['serviceb'])
  expect(draftFor(draft({ on: 'jwks' }), processes, '')['on']).toBe('jwks')
  expect(draftFor(draft({ on: 'jwks' }), [], '')['on']).toBe('jwks')
})

const getters = (more: Record<string, string>, whom = '') => whoGets(draft(more), processes, whom)

test('a fault is for those who have the route; by *, for those whose answers it changes', () => {
  expect(getters({ on: 'jwks' })).toEqual(['jwt-factory'])
  expect(getters({ on: '*' })).toEqual(['jwt-factory', 'serviceb'])
  expect(getters({ on: '*', effect: 'keys' })).toEqual(['jwt-factory'])
  expect(getters({ on: '*' }, 'serviceb')).toEqual(['serviceb'])
  expect(getters({ on: 'jwks' }, 'serviceb')).toEqual([])
})
