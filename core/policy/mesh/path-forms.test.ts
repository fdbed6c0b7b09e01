import { describe, expect, test } from 'vitest'
import type { RequestFacts } from './facts.ts'
import { FROM_WEB_UI, matchesRule } from './mesh.fixture.ts'

const operation = (field: string, value: string) => `to:\n- operation: {${field}: [${JSON.stringify(value)}]}`
const at = (path: string): RequestFacts => ({ ...FROM_WEB_UI, path })

describe('paths', () => {
  test.each([
    ['BASE', '/admin', '/public/../admin', true],
    ['BASE', '/admin', '/public/%2e%2E/admin', true],
    ['BASE', '/admin', '/public\\..\\admin', true],
    ['BASE', '/admin', '//admin', false],
    ['BASE', '/admin', '/../../admin', true],
    ['BASE', '/admin', '/%61dmin', false],
    ['BASE', '/admin', '/public%2f..%2fadmin', false],
    ['BASE', '/admin', '/admin#x', true],
    ['BASE', '/admin', '/admin?x=/../y', true],
    ['BASE', '/admin/', '/admin/x/..', true],
    ['BASE', '/admin/', '/admin/.', true],
    ['BASE', '/a.b', '/a%2eb', true],
    ['NONE', '/admin', '/public/../admin', false],
    ['NONE', '/admin', '/admin?x', true],
    ['MERGE_SLASHES', '/admin', '//admin', true],
    ['MERGE_SLASHES', '/a/admin', '//a///admin', true],
    ['MERGE_SLASHES', '/admin', '/x%2f..%2fadmin', false],
    ['DECODE_AND_MERGE_SLASHES', '/admin', '/x%2f..%2Fadmin', true],
    ['DECODE_AND_MERGE_SLASHES', '/admin', '/x%5C..%5cadmin', true],
    ['DECODE_AND_MERGE_SLASHES', '/admin', '/%252fadmin', false],
  ] as const)('%s: %s and %s: %s', (pathNormalization, path, sent, isMatching) => {
    expect(matchesRule(operation('paths', path), at(sent), { pathNormalization })).toBe(isMatching)
  })

  test.each([
    ['/foo/{*}', '/foo/bar', true],
    ['/foo/{*}', '/foo/', false],
    ['/foo/{*}', '/foo/bar/baz', false],
    ['/foo/{*}', '/foo/a=b', false],
    ['/foo/{*}', '/foo/caf\u00e9', false],
    ['/foo/{**}', '/foo/', true],
    ['/foo/{**}', '/foo', false],
    ['/foo/{**}', '/foo/a/b', true],
    ['/foo/{**}', '/foo/a/b=c', false],
    ['/foo/{**}/', '/foo//', true],
    ['/foo/{**}/', '/foo/bar/', true],
    ['/foo/{**}/', '/foo/bar', false],
    ['/{*}/x/{**}/z', '/a/x/y/y/z', true],
    ['/{*}/x/{**}/z', '/a/x/z', false],
  ])('template %s and %s: %s', (template, path, isMatching) => {
    expect(matchesRule(operation('paths', template), at(path), { pathNormalization: 'NONE' })).toBe(isMatching)
  })
})
