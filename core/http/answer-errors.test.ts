import type { Request } from 'express'
import { describe, expect, test } from 'vitest'
import { manualClock } from '../clock.ts'
import { createControl } from '../control/control.ts'
import { FileUnavailable } from '../files/file-trouble.ts'
import { KeyRefused, KeysUnavailable, TooManyKeys } from '../keys/key-errors.ts'
import { createLog } from '../log.ts'
import { DISK_FULL, MEMORY_FULL, StoreUnavailable } from '../store/store.ts'
import { createTraces } from '../trace/recorder.ts'
import { reasonsOf, shownPath, toProblem } from './answer-errors.ts'
import { createApp } from './app.ts'
import { NOBODY_ELSE } from './guard.ts'
import { Problem } from './problem.ts'
import request from '../../tests/support/request.ts'

const withStatus = (status: unknown) => Object.assign(new Error('of a parser'), { status })
const away = new Problem('peer-unreachable', 'B is away.', { members: { peer: 'serviceb' } })

test.each<[string, unknown, string, number]>([
  ['a problem', new Problem('not-found', 'x'), 'not-found', 404],
  ['a store that is away', new StoreUnavailable('x'), 'cannot-decide', 503],
  ['a store without room', new StoreUnavailable('x', { detail: MEMORY_FULL }), 'cannot-decide', 503],
  ['keys that cannot be had', new KeysUnavailable('x'), 'cannot-decide', 503],
  ['a file that cannot be used', new FileUnavailable('x'), 'cannot-decide', 503],
  ['a key of ours that is damaged', new KeyRefused('x'), 'cannot-decide', 503],
  ['too many keys', new TooManyKeys('x'), 'too-many-keys', 429],
  ['a body that is too large', withStatus(413), 'too-large', 413],
  ['a body of another kind', withStatus(415), 'unsupported-media-type', 415],
  ['the lowest status of a parser', withStatus(400), 'invalid-input', 400],
  ['the highest status of a parser', withStatus(499), 'invalid-input', 499],
  ['a status that speaks of us', withStatus(500), 'bug', 500],
  ['a status that is none of an error', withStatus(399), 'bug', 500],
  ['a status that is no number', withStatus('404'), 'bug', 500],
  ['anything else', new Error('secret'), 'bug', 500],
  ['what is no error at all', 'secret', 'bug', 500],
])('%s', (_what, error, type, status) => {
  expect(toProblem(error)).toMatchObject({ type, status })
  expect(toProblem(error).detail).not.toContain('secret')
})

test('whoever cannot decide says when to ask again, and who is at fault where somebody else had to be asked', () => {
  for (const error of [new StoreUnavailable('x'), new KeysUnavailable('x', { cause: away })]) {
    expect(toProblem(error).headers).toEqual({ 'retry-after': '2' })
  }
  const problem = toProblem(new KeysUnavailable('x', { cause: away }))
  expect(problem).toMatchObject({ detail: 'B is away.', members: { peer: 'serviceb' } })
})

test('whoever meets a bound hears when there is room again, in the header and in words; where nobody can tell, neither', () => {
  const full = toProblem(new TooManyKeys('there are 100 of them', 1800))
  expect(full).toMatchObject({ status: 429, headers: { 'retry-after': '1800' } })
  expect(full.detail).toBe('No key was made: there are 100 of them. There is room again in 30 minutes.')
  expect(toProblem(new TooManyKeys('there are 100 of them'))).toMatchObject({
    status: 429,
    headers: {},
    detail: 'No key was made: there are 100 of them.',
  })
})

const shown = (originalUrl: string) => shownPath({ originalUrl } as Request) // all that it reads

describe('a path is shown', () => {
  test.each([
    ['/a/b?token=x', '/a/b'],
    [`/${'a'.repeat(64)}`, `/${'a'.repeat(64)}`],
    [`/${'a'.repeat(65)}`, `/${'a'.repeat(64)}…`],
    [`/${'a/'.repeat(99)}b`, `/${'a/'.repeat(99)}b`],
    [`/${'a/'.repeat(99)}bc`, `/${'a/'.repeat(99)}b…`],
    [`/x/${'eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhIn0.c2ln'}`, expect.not.stringContaining('eyJ')],
    [`/x/${'eyJhbGciOiJFUzI1NiJ9%2EeyJzdWIiOiJhIn0%2ec2ln'}`, expect.not.stringContaining('eyJ')],
    [`/x/${encodeURIComponent('-----BEGIN PRIVATE KEY-----\nMIGHAgEAMB/MGBy')}/token`, '/x/[private key]'],
    [`/x/${encodeURIComponent('{"d":"abcdefghijklmnopqrstuvwxyz"}')}/token`, '/x/{"d":"[private key]"}/token'],
    ['/x/%ff%zz%41', '/x/%ff%zz%41'],
  ])('%#: without its query, and no part of it longer than a name', (path, expected) => {
    expect(shown(path)).toEqual(expected)
  })
})

test('an answer that has begun is cut: what follows an error is none of it', async () => {
  const clock = manualClock(0)
  const control = createControl({ machine: clock, isOn: true })
  const lines: string[] = []
  const log = createLog({ name: 'test', level: 'debug', format: 'json', clock, write: (line) => lines.push(line) })
  const app = createApp(
    { name: 'test', log, traces: createTraces('test', clock), guard: NOBODY_ELSE, machine: clock, control },
    (routes) => {
      routes.get('/', (_asked, response) => {
        response.setHeader('content-length', 10)
        response.write('half')
        throw new Error('in the middle')
      })
    },
  )
  await expect(request(app).get('/')).rejects.toThrow()
  expect(lines.join('')).toContain('"msg":"bug"')
})

test.each([
  [['B answered 500.', 'B answered 500.'], 'B answered 500'],
  [['Keys are not available: B answered 500.', 'B answered 500'], 'Keys are not available: B answered 500'],
  [['Keys are not available.', 'B answered 500.', 'reset'], 'Keys are not available: B answered 500: reset'],
  [['no', 'no: because'], 'no: because'],
])('for operators, what causes say alike is said once: %j', (messages, expected) => {
  const error = messages.reduceRight<Error | undefined>((cause, text) => new Error(text, { cause }), undefined)
  expect(reasonsOf(error)).toBe(expected)
})

test.each([DISK_FULL, MEMORY_FULL])('a store that is full says what is: %s', (detail) => {
  expect(toProblem(new StoreUnavailable('x', { detail })).detail).toBe(detail)
})
