import { describe, expect, test } from 'vitest'
import { planText, sampleWith } from './sample.fixture.ts'

const ROUTE = '    - name: webui\n'
const before = (route: string) => [ROUTE, `${route}${ROUTE}`] as const
const route = (name: string, prefix: string, more = '') =>
  `    - name: ${name}\n      matchers: [{uri: {prefix: ${prefix}}}]\n${more}      forwardTo: {destinations: [{ref: {name: ${name}}}]}\n`

describe('what documents say of each other must fit', () => {
  test.each([
    [
      'a gateway that is not there',
      ['    - name: istio-ingressgateway', '    - name: istio-ingresgateway'],
      /there is no VirtualGateway "default\/istio-ingresgateway"; perhaps "default\/istio-ingressgateway" was meant/,
    ],
    [
      'a host that no listener lets in',
      ['- webuitest.com', '- webuitest.org'],
      /no listener of its gateways lets "webuitest.org" in; there is "webuitest.com"$/m,
    ],
    [
      'a policy that no route has',
      ['oauth: "true"\n      forwardTo', 'oauth: "yes"\n      forwardTo'],
      /no route has oauth=true: nobody would have to log in anywhere by this policy; there is "oauth=yes"/,
    ],
    [
      'a client secret that is missing',
      ['name: auth0-client-secret\n  namespace', 'name: other\n  namespace'],
      /there is no Secret "default\/auth0-client-secret"; there is "default\/other".*--secret auth0-client-secret=FILE/,
    ],
    [
      'a client secret of another type',
      ['type: extauth.solo.io/oauth', 'type: Opaque'],
      /must have the type extauth.solo.io\/oauth/,
    ],
    [
      'a certificate that is missing',
      ['  name: gw-ssl-1-secret\n', '  name: gw-ssl-2-secret\n'],
      /there is no Secret "gw-ssl-1-secret"; perhaps "gw-ssl-2-secret" was meant/,
    ],
    ['a secret without its key', ['tls.key:', 'key:'], /has no "tls.key"/],
    [
      'a server that is not there',
      ['server:\n      name: webui', 'server:\n      name: weBui2'],
      /there is no ExtAuthServer "default\/weBui2"/,
    ],
    [
      'a way back that leads elsewhere',
      ['appUrl: https://webuitest.com', 'appUrl: https://example.com'],
      /"\/callback" below "https:\/\/example.com" does not come here: it comes to no listener/,
    ],
    [
      'a way back that this policy is not for',
      before(route('other', '/callback')),
      /leads to route "other", which this policy is not for/,
    ],
    ['a page in plaintext', ['appUrl: https:', 'appUrl: http:'], /is plain http/],
    [
      'a cookie for somebody else',
      ['callbackPath: /callback', 'callbackPath: /callback\n            session: {cookieOptions: {domain: test.com}}'],
      /"test.com" is not above "webuitest.com"/,
    ],
    [
      'a key of cookies that is too short',
      [
        'callbackPath: /callback',
        'callbackPath: /callback\n            session: {cipherConfig: {keyRef: {name: auth0-client-secret}}}',
      ],
      /must have "encryption", with 32 bytes/,
    ],
    [
      'one port for two things',
      ['number: 80\n  workloads', 'number: 443\n  workloads'],
      /port 443 speaks TLS and does not/,
    ],
    [
      'https that is not there',
      ['number: 443\n    tls:\n      mode: SIMPLE\n      secretName: gw-ssl-1-secret', 'number: 8080'],
      /is sent to https, where no listener with tls has it/,
    ],
  ] as const)('%s', (_what, change, fault) => {
    expect(planText(sampleWith(change)).faults.join('\n')).toMatch(fault)
  })
})

test('two policies on a route are refused, for Gloo takes the one that was made first', () => {
  const second = sampleWith(['name: webui-auth0', 'name: second']).split('---\n')[3]
  expect(planText(`${sampleWith()}---\n${second}`).faults.join('\n')).toMatch(
    /two policies are for route "webui", default\/webui-auth0 and default\/second/,
  )
})

test('two tables for one host are refused, and so are two documents of one name', () => {
  const [, table = ''] = sampleWith().split('---\n')
  const { faults } = planText(`${sampleWith()}---\n${table.replace('name: www', 'name: other-www')}---\n${table}`)
  expect(faults.join('\n')).toMatch(/this name is taken/)
  expect(planText(`${sampleWith()}---\n${table.replace('name: www', 'name: other-www')}`).faults.join('\n')).toMatch(
    /"webuitest.com" has routes in RouteTable default\/www-webuitest-com/,
  )
})

test('secrets that are given besides need not stand in the files', () => {
  const text = sampleWith().split('---\n').slice(0, 4).join('---\n')
  expect(planText(text).faults).toHaveLength(2)
  expect(planText(text, { clientSecrets: ['auth0-client-secret'], certificates: ['gw-ssl-1-secret'] }).faults).toEqual(
    [],
  )
})

test('hints: a route that is never reached, labels that no policy names, a login without TLS', () => {
  const after = sampleWith(
    ['number: 80\n---', `number: 80\n${route('admin', '/admin', '      labels: {tier: gold}\n')}---`],
    ['    httpsRedirect: true\n', ''],
  )
  const { faults, hints } = planText(after)
  expect(faults).toEqual([])
  expect(hints.join('\n')).toMatch(/route "admin" is never reached: route "webui" stands before it/)
  expect(hints.join('\n')).toMatch(/no policy names tier=gold: nobody needs to log in for route "admin"/)
  expect(hints.join('\n')).toMatch(/people who log in are served here without TLS/)
})

test.each([
  ['{prefix: /api}', '/v1/', /route "api" takes "\/apisecret", too, and sends it on as "\/v1\/secret"/],
  ['{prefix: /api}', '/', /sends it on as "\/secret", and "\/api\/secret" with two slashes/],
  ['{prefix: /api/}', '/v1/', undefined],
  ['{prefix: /api}', '/v1', undefined],
  ['{exact: /api}', '/v1/', undefined],
])('a hint of %s with %s in its place: a beginning of a text is also one of longer names', (uri, path, hint) => {
  const rewritten = `    - name: api\n      matchers: [{uri: ${uri}}]\n      forwardTo: {pathRewrite: ${path}, destinations: [{ref: {name: api}}]}\n`
  const { faults, hints } = planText(sampleWith(before(rewritten)))
  expect(faults).toEqual([])
  expect(hints).toEqual(hint ? [expect.stringMatching(hint)] : [])
})

test.each(['/v1/../v2/', '/v1/.', '/v1/%2e%2E/x', '/v1%2f..%2fv2'])(
  'a rewrite by segments of dots is a fault: %s',
  (path) => {
    const rewritten = `    - name: api\n      matchers: [{uri: {prefix: /api/}}]\n      forwardTo: {pathRewrite: '${path}', destinations: [{ref: {name: api}}]}\n`
    expect(planText(sampleWith(before(rewritten))).faults).toEqual([
      expect.stringMatching(/forwardTo\.pathRewrite: ".*" has segments of dots: write the path that they lead to/),
    ])
  },
)
