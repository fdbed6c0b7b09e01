import { expect, test } from 'vitest'
import { Problem, problemBody } from './problem.ts'

test('a problem has the status of its type', () => {
  expect(new Problem('not-found', 'Nothing here.').status).toBe(404)
  expect(new Problem('cannot-decide', 'Nobody can tell.').status).toBe(503)
})

test('where the usual status does not fit, another may be given', () => {
  expect(new Problem('invalid-input', 'x', { status: 431 }).status).toBe(431)
})

test('the body says type, title, status, detail, instance and trace id, and what else is known', () => {
  const problem = new Problem('peer-timeout', 'serviceb did not answer.', { members: { peer: 'serviceb' } })
  expect(problemBody(problem, '/scenario1', 'abc')).toEqual({
    type: 'urn:jwt-sandbox:problem:peer-timeout',
    title: 'Another process did not answer in time',
    status: 504,
    detail: 'serviceb did not answer.',
    instance: '/scenario1',
    traceId: 'abc',
    peer: 'serviceb',
  })
})

test('the cause stays inside', () => {
  const problem = new Problem('bug', 'Please tell us.', { cause: new Error('secret'), headers: { x: 'y' } })
  expect(JSON.stringify(problemBody(problem, '/', 't'))).not.toMatch(/secret|stack|"x"/)
})
