import { expect, test } from 'vitest'
import { notAccepted } from './not-accepted.ts'
import { answerOf, sideOf } from './target.fixture.ts'
import { nameTheScope, wantedScopes } from './wanted-scope.ts'

const INSUFFICIENT = ['www-authenticate', 'Bearer error="insufficient_scope"'] as [string, string]

test.each<[string, object, [string, string][], string[]]>([
  ['its challenge alone, which names none', {}, [INSUFFICIENT], []],
  ['a challenge, and which in its body', { error: 'insufficient_scope', need: 'orders:read' }, [INSUFFICIENT], ['orders:read']],
  ['its body', { error: 'insufficient_scope', required_scopes: ['a', 'b'] }, [], ['a b']],
  ['a sentence', { message: 'The scope orders:read is missing.' }, [], ['orders:read']],
  ['a challenge that names it', {}, [['www-authenticate', 'Bearer error="insufficient_scope", scope="x y"']], ['x y']],
])('a scope that is missing is read from %s', (_where, body, headers, scopes) => {
  expect(wantedScopes(answerOf(403, body, ...headers))).toEqual(scopes)
}) // prettier-ignore

test('another refusal is none for a scope', () => {
  expect(wantedScopes(answerOf(403, { error: 'forbidden', need: 'a' }))).toBeUndefined()
  expect(wantedScopes(answerOf(401, { error: 'insufficient_scope' }, INSUFFICIENT))).toBeUndefined()
})

test('a hint goes to a shell as one word', () => {
  expect(nameTheScope(["a $(b) 'c"])).toContain(`--scope 'a $(b) '\\''c'`)
})

test('a good token that lacks a scope is told so, and nothing else is asked', () => {
  const answer = answerOf(403, { error: 'insufficient_scope', need: 'orders:read' }, INSUFFICIENT)
  const said = notAccepted('http://localhost:1/', answer, sideOf().world())
  expect(said).toContain('--scope orders:read')
  expect(said).not.toMatch(/trust this issuer|--audience/)
})
