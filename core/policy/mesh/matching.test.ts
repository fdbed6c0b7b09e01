import { describe, expect, test } from 'vitest'
import type { RequestFacts } from './facts.ts'
import { ANONYMOUS, FROM_WEB_UI, matchesRule, withUser } from './mesh.fixture.ts'

// What the vectors do not notice, or notice in the whole alone.

const list = (values: string) =>
  `[${values
    .split('|')
    .map((value) => JSON.stringify(value))
    .join(', ')}]`
const source = (field: string, values: string) => `from:\n- source: {${field}: ${list(values)}}`
const operation = (field: string, values: string) => `to:\n- operation: {${field}: ${list(values)}}`
const when = (key: string, values: string) => `when:\n- {key: ${JSON.stringify(key)}, values: ${list(values)}}`

const user = (claims: Record<string, unknown>) => withUser(FROM_WEB_UI, claims)
const at = (path: string): RequestFacts => ({ ...FROM_WEB_UI, path })

describe('request principals', () => {
  test.each([
    ['*/ab*', { iss: 'x', sub: 'ab*' }, true],
    ['*/ab*', { iss: 'x', sub: 'abc' }, false],
    ['*', { iss: 'x', sub: '' }, false],
    ['*', { iss: 'x', sub: undefined }, false],
    ['*', { iss: 'x', sub: 5 }, false],
    ['https://a/b', { iss: 'https://a', sub: 'b' }, true],
    ['https://a/b', { iss: 'https:', sub: '/a/b' }, false],
    ['https://a/*', { iss: 'https://a', sub: '' }, false],
    ['ab*', { iss: 'abc', sub: 's' }, true],
    ['ab*', { iss: 'abc', sub: '' }, false],
    ['abc', { iss: 'abc', sub: '' }, true],
    ['abc', { iss: 'abc', sub: 's' }, false],
    ['*ab', { iss: 'x', sub: 'cab' }, true],
    ['*ab', { iss: '', sub: 'cab' }, false],
  ])('%s and %j: %s', (form, claims, isMatching) => {
    expect(matchesRule(source('requestPrincipals', form), user(claims))).toBe(isMatching)
  })
})

describe('claims', () => {
  test.each([
    ['request.auth.claims[n]', '5', { n: 5 }, false],
    ['request.auth.claims[n]', '5', { n: '5' }, true],
    ['request.auth.claims[n]', 'true', { n: true }, false],
    ['request.auth.claims[n]', '5', { n: [5, '5'] }, true],
    ['request.auth.claims[n]', '*', { n: [] }, false],
    ['request.auth.claims[n]', '*', { n: { a: 'b' } }, false],
    ['request.auth.claims[a][b]', 'x', { a: { b: ['y', 'x'] } }, true],
    ['request.auth.claims[a][b]', 'x', { a: ['b'] }, false],
    ['request.auth.claims[scope]', 'read', { scope: 'write read' }, true],
    ['request.auth.claims[scope]', 'write read', { scope: 'write read' }, false],
    ['request.auth.claims[permission]', 'read', { permission: 'write  read' }, true],
    ['request.auth.claims[other]', 'read', { other: 'write read' }, false],
    ['request.auth.claims[a][scope]', 'read', { a: { scope: 'write read' } }, false],
    ['request.auth.claims[constructor]', '*', {}, false],
    ['request.auth.claims[__proto__][x]', '*', {}, false],
    ['request.auth.claims[a][role]', 'admin', { a: Object.create({ role: 'admin' }) }, false],
    ['request.auth.audiences', 'a', { aud: 'a' }, true],
    ['request.auth.audiences', 'a', { aud: ['b', 'a'] }, true],
    ['request.auth.presenter', 'a*', { azp: 'abc' }, true],
  ])('%s %s and %j: %s', (key, value, claims, isMatching) => {
    expect(matchesRule(when(key, value), user(claims))).toBe(isMatching)
  })

  test('a rule of tokens may name further claims with spaces', () => {
    const facts = { ...user({ groups: 'a b' }), spaceDelimitedClaims: ['groups'] }
    expect(matchesRule(when('request.auth.claims[groups]', 'b'), facts)).toBe(true)
  })
})

describe('stars', () => {
  test.each([
    [operation('paths', '*b*'), at('/ab*'), true],
    [operation('paths', '*b*'), at('/abc'), false],
    [operation('paths', '/a*b'), at('/a*b'), true],
    [operation('paths', '/a*b'), at('/axb'), false],
    [operation('hosts', 'A.com'), { ...FROM_WEB_UI, host: 'a.COM' }, true],
    [operation('hosts', 'a.com'), { ...FROM_WEB_UI, host: 'a.com:80' }, false],
    [operation('hosts', '*'), { ...FROM_WEB_UI, host: '' }, true],
    [operation('methods', 'get'), FROM_WEB_UI, false],
    [operation('ports', '03000'), FROM_WEB_UI, true],
    [source('principals', '*'), FROM_WEB_UI, true],
    [source('principals', '*'), ANONYMOUS, false],
    [source('principals', '*'), { ...FROM_WEB_UI, peerUri: 'https://webui/' }, true],
    [source('principals', 'cluster.local/*'), { ...FROM_WEB_UI, peerUri: 'another://cluster.local/x' }, false],
    [source('principals', '*/webui'), { ...FROM_WEB_UI, peerUri: 'https://x/webui' }, false],
    [source('principals', '*/sa/webui'), FROM_WEB_UI, true],
    [source('namespaces', '*a'), FROM_WEB_UI, true],
    [source('namespaces', 'd*t'), FROM_WEB_UI, true],
    [source('namespaces', 'sa'), FROM_WEB_UI, false],
    [source('serviceAccounts', 'webui'), FROM_WEB_UI, true],
    [source('serviceAccounts', 'other/webui'), FROM_WEB_UI, false],
    [source('serviceAccounts', 'webui'), { ...FROM_WEB_UI, peerUri: 'spiffe://td/ns/default/sa/webui' }, true],
    [source('serviceAccounts', 'webui'), { ...FROM_WEB_UI, peerUri: 'spiffe://td/ns/default/k/sa/webui' }, true],
    [source('serviceAccounts', 'webui'), { ...FROM_WEB_UI, peerUri: 'spiffe://td/ns/default//sa/webui' }, false],
    [source('serviceAccounts', 'webui'), { ...FROM_WEB_UI, peerUri: 'spiffe://td/ns/default/xxsa/webui' }, false],
    [source('trustDomains', 'cluster.*'), FROM_WEB_UI, true],
    [source('trustDomains', '*default'), FROM_WEB_UI, false],
    [source('trustDomains', '*'), ANONYMOUS, false],
    [when('connection.sni', '*'), FROM_WEB_UI, false],
    [when('connection.sni', '*.x'), { ...FROM_WEB_UI, serverName: 'a.x' }, true],
  ])('%j and %j: %s', (rule, facts, isMatching) => {
    expect(matchesRule(rule, facts)).toBe(isMatching)
  })
})

const headers = (some: RequestFacts['headers'] = {}) => ({ ...FROM_WEB_UI, headers: some })

describe('headers', () => {
  test.each([
    ['request.headers[X-A]', '1', headers({ 'x-a': '1' }), true],
    ['request.headers[x-a]', '*', headers({ 'x-a': '' }), true],
    ['request.headers[x-a]', '*', headers(), false],
    ['request.headers[x-a]', '1', headers({ 'x-a': ['1', '2'] }), false],
    ['request.headers[x-a]', '1,2', headers({ 'x-a': ['1', '2'] }), true],
    ['request.headers[constructor]', '*', headers(), false],
    ['request.headers[:method]', 'GET', headers(), true],
    ['request.headers[host]', 'backend-api', headers({ host: 'other' }), true],
  ])('%s %s in %j: %s', (key, value, facts, isMatching) => {
    expect(matchesRule(when(key, value), facts)).toBe(isMatching)
  })
})

describe('absence and negation', () => {
  test('an ALLOW rule with a negation alone admits whoever has no identity, and no token', () => {
    expect(matchesRule(source('notPrincipals', 'x'), ANONYMOUS)).toBe(true)
    expect(matchesRule(source('notRequestPrincipals', 'x'), ANONYMOUS)).toBe(true)
    expect(matchesRule(source('notPrincipals', '*'), FROM_WEB_UI)).toBe(false)
    expect(matchesRule(source('notPrincipals', '*'), ANONYMOUS)).toBe(true)
  })

  test('none of the values of a negation may match, and a field stands beside its negation', () => {
    expect(matchesRule(operation('notPorts', '1|3000'), FROM_WEB_UI)).toBe(false)
    expect(matchesRule('to:\n- operation: {paths: ["/d*"], notPaths: ["/data"]}', FROM_WEB_UI)).toBe(false)
    expect(matchesRule('to:\n- operation: {paths: ["/d*"], notPaths: ["/data"]}', at('/dates'))).toBe(true)
  })
})

const ofDomain = (domain: string) => ({ ...FROM_WEB_UI, peerUri: `spiffe://${domain}/ns/default/sa/webui` })

test('cluster.local means the trust domain of the mesh, whatever that is called', () => {
  const mesh = { trustDomain: 'td1', trustDomainAliases: ['td2'] }
  const rule = source('principals', 'cluster.local/ns/default/sa/webui')
  expect(['td1', 'td2', 'cluster.local'].map((domain) => matchesRule(rule, ofDomain(domain), mesh))).toEqual([
    true,
    true,
    false,
  ])
  const domains = source('trustDomains', 'td2')
  expect(['td1', 'td2', 'td3'].map((domain) => matchesRule(domains, ofDomain(domain), mesh))).toEqual([
    true,
    true,
    false,
  ])
})
