import { describe, expect, test } from 'vitest'
import { routeRequest, type GlooAsked } from './route-request.ts'
import { planText, sampleWith } from './sample.fixture.ts'

const route = (name: string, uri: string, more = '') =>
  `    - name: ${name}\n      matchers: [{uri: {${uri}}}]\n      forwardTo: {destinations: [{ref: {name: ${name}}}]${more}}\n`
const ROUTES = [
  route('style', 'prefix: /style'),
  route('health', 'exact: /health'),
  route('api', 'prefix: /api/', ', pathRewrite: /v1/'),
  route('item', "regex: '/items/\\d+(/[a-z]+)*'"),
]
const { plan, faults } = planText(sampleWith(['    - name: webui\n', `${ROUTES.join('')}    - name: webui\n`]))
const ask = (target: string, more: Partial<GlooAsked> = {}) => {
  const decided = routeRequest(plan, { secure: true, host: 'webuitest.com', target, ...more })
  return decided.kind === 'route'
    ? [decided.routed.route.name, decided.routed.policy?.name ?? 'open', decided.target]
    : decided.kind
}

test('the first route that matches is taken, and its labels say who decides', () => {
  expect(faults).toEqual([])
  expect(ask('/')).toEqual(['webui', 'webui-auth0', '/'])
  expect(ask('/style.css?v=1')).toEqual(['style', 'open', '/style.css?v=1'])
  expect(ask('/STYLE.css')).toEqual(['webui', 'webui-auth0', '/STYLE.css'])
  expect([ask('/health'), ask('/healthy')]).toEqual([
    ['health', 'open', '/health'],
    ['webui', 'webui-auth0', '/healthy'],
  ])
  expect(ask('/api/users?all=1')).toEqual(['api', 'open', '/v1/users?all=1'])
  expect([ask('/items/12/ab/cd'), ask('/items/x')]).toEqual([
    ['item', 'open', '/items/12/ab/cd'],
    ['webui', 'webui-auth0', '/items/x'],
  ])
})

test('the host is that of the header, with or without its port, in any case', () => {
  for (const host of ['webuitest.com:443', 'WebUITest.com.', 'webuitest.com:4743'])
    expect(ask('/health', { host })).toEqual(['health', 'open', '/health'])
  expect(ask('/', { host: 'example.com' })).toBe('no-listener')
  expect(ask('/', { host: 'example.com', serverName: 'webuitest.com' })).toBe('no-host')
  expect(ask('/', { serverName: 'example.com' })).toBe('no-listener')
  expect(ask('/', { port: 8443 })).toBe('no-listener')
})

test('who comes in plaintext is sent to https, with the same path', () => {
  const decided = routeRequest(plan, { secure: false, port: 80, host: 'webuitest.com', target: '/a/../b?c=/../d' })
  expect(decided).toMatchObject({ kind: 'to-https', name: 'webuitest.com', target: '/b?c=/../d' })
})

describe('a path goes where its normal form goes, and no spelling leads around a login', () => {
  test.each([
    ['/style/../secret', ['webui', 'webui-auth0', '/secret']],
    ['/style/%2e%2e/secret', ['webui', 'webui-auth0', '/secret']],
    ['/style\\..\\secret', ['webui', 'webui-auth0', '/secret']],
    ['/style/..%2fsecret', 'two-meanings'],
    ['/style%2F..%2Fsecret', 'two-meanings'],
    ['/style/%2e%2e%5csecret', 'two-meanings'],
    ['/s%74yle/x', 'two-meanings'],
    ['//style/x', 'two-meanings'],
    ['/%68ealth', 'two-meanings'],
    ['/style/..;/secret', 'two-meanings'],
    ['/style;v=1/..;a=b/secret', 'two-meanings'],
    ['/style/..%3bx/secret', 'two-meanings'],
    ['/a%2Fb', ['webui', 'webui-auth0', '/a%2Fb']],
    ['/style/a%20b', ['style', 'open', '/style/a%20b']],
  ])('%s', (target, expected) => {
    expect(ask(target)).toEqual(expected)
  })
})

describe('a rewrite lets nothing lead out of the beginning that it puts before a path', () => {
  const odd = planText(sampleWith(['    - name: webui\n', `${route('odd', 'prefix: /api', ', pathRewrite: /v1/')}    - name: webui\n`])) // prettier-ignore
  test.each([
    ['/api../secret', 'leads-out'],
    ['/api..', 'leads-out'],
    ['/api.', 'leads-out'],
    ['/api./x?y=1', 'leads-out'],
    ['/api..%2fsecret', 'leads-out'],
    ['/api%2e./secret', 'leads-out'],
    ['/api..%5csecret', 'leads-out'],
    ['/api..;v=1/secret', 'leads-out'],
    ['/api/x%2f..%2f..%2f..%2fapi/secret', 'leads-out'],
    ['/apiary', '/v1/ary'],
    ['/api...', '/v1/...'],
    ['/api/.hidden/a..b/c..', '/v1//.hidden/a..b/c..'],
    ['/api?next=/../x', '/v1/?next=/../x'],
    ['/api/a%20b;v=1', '/v1//a%20b;v=1'],
  ])('%s', (target, expected) => {
    const decided = routeRequest(odd.plan, { secure: true, host: 'webuitest.com', target })
    expect(decided.kind === 'route' ? decided.target : decided.kind).toBe(expected)
  })
})

test('a path is held against a regular expression however long it is: none is too long for the login of its route', () => {
  const closed = sampleWith(
    ['prefix: /\n          ignoreCase: true', "regex: '/api/v[0-9]+/.*'"],
    ['            number: 80\n---', `            number: 80\n${route('open', 'prefix: /')}---`],
    ['callbackPath: /callback', 'callbackPath: /api/v1/callback'],
    ['logoutPath: /logout', 'logoutPath: /api/v1/logout'],
  )
  const behind = planText(closed)
  expect(behind.faults).toEqual([])
  const target = `/api/v1/orders/${'a'.repeat(16_000)}`
  const decided = routeRequest(behind.plan, { secure: true, host: 'webuitest.com', target })
  expect(decided).toMatchObject({ kind: 'route', routed: { policy: { name: 'webui-auth0' } } })
})

const tableFor = (host: string) =>
  sampleWith(['- webuitest.com', `- '${host}'`], ['name: www-webuitest-com', `name: t${host.length}`]).split('---\n')[1]

test('hosts with a star: the name itself first, then the longest ending, then any', () => {
  const text = sampleWith(
    ['- host: webuitest.com', "- host: '*'"],
    ['- webuitest.com', "- webuitest.com\n    - '*.webuitest.com'"],
  )
  const starred = planText([text, tableFor('*.b.webuitest.com'), tableFor('*')].join('---\n'))
  expect(starred.faults).toEqual([])
  const hostOf = (host: string) => {
    const decided = routeRequest(starred.plan, { secure: true, host, target: '/' })
    return decided.kind === 'route' ? decided.host.host : decided.kind
  }
  expect(
    ['webuitest.com', 'a.webuitest.com', 'a.b.webuitest.com', 'b.webuitest.com', 'example.com'].map(hostOf),
  ).toEqual(['webuitest.com', '*.webuitest.com', '*.b.webuitest.com', '*.webuitest.com', '*'])
})
