import { describe, expect, test } from 'vitest'
import { planText, sampleWith, SAMPLE_DOCUMENTS } from './sample.fixture.ts'

const sample = SAMPLE_DOCUMENTS.join('---\n')

test('the documents of the sample load, and say what they say', () => {
  const { plan, faults, hints } = planText(sample)
  expect([faults, hints]).toEqual([[], []])
  expect(
    plan.listeners.map(({ listener: { port, hosts, tls, redirectsToHttps } }) => [
      port,
      hosts,
      tls?.secretName,
      redirectsToHttps,
    ]),
  ).toEqual([
    [443, ['webuitest.com'], 'gw-ssl-1-secret', false],
    [80, ['webuitest.com'], undefined, true],
  ])
  const [host] = plan.listeners[0]?.hosts ?? []
  expect(host).toMatchObject({ host: 'webuitest.com', table: { name: 'www-webuitest-com' } })
  expect(host?.routes).toMatchObject([
    {
      route: { name: 'webui', destination: { name: 'webui', namespace: 'default', port: 80 } },
      policy: { name: 'webui-auth0' },
    },
  ])
  expect(plan.policies[0]?.login).toMatchObject({
    callbackPath: '/callback',
    logoutPath: '/logout',
    clientId: 'login-gateway',
    issuerUrl: 'https://localhost:5443/login',
    scopes: ['openid', 'profile'],
    session: { kind: 'cookie', allowRefreshing: false },
    cookie: { maxAgeSeconds: 2_592_000, httpOnly: true, secure: true, path: '/', sameSite: 'lax' },
    failOnFetchFailure: false,
    failOnRedirect: false,
    idTokenHeader: 'jwt',
    accessTokenHeader: 'my_access_token',
    useBearerSchemaForAuthorization: false,
    idTokenClaims: ['name', 'nickname', 'picture'].map((claim) => ({ claim, header: `x-${claim}`, append: false })),
    accessTokenClaims: [],
    jwksCacheRefreshPolicy: { kind: 'never' },
  })
})

const OIDC = '            callbackPath: /callback\n'
const under = (yaml: string) => [OIDC, `${OIDC}${yaml}`] as const

test('every field of a login is read, with the words of Gloo', () => {
  const session = `            session:
              failOnFetchFailure: true
              redis:
                cookieName: keycloak-session
                preExpiryBuffer: 5s
                allowRefreshing: false
                keyPrefix: mine
                options:
                  host: redis:6379
              cookieOptions:
                maxAge: 3600
                sameSite: StrictMode
                domain: webuitest.com
            afterLogoutUrl: https://webuitest.com/bye
            jwksCacheRefreshPolicy:
              maxIdpReqPerPollingInterval: 3
            authEndpointQueryParams:
              audience: https://webui
            accessToken:
              claimsToHeaders:
              - claim: scope
                header: X-Scope
                append: true
`
  const { plan, faults } = planText(
    sampleWith(under(session), ['    glooAuth:\n', '    glooAuth:\n      failOnRedirect: true\n']),
  )
  expect(faults).toEqual([])
  expect(plan.policies[0]?.login).toMatchObject({
    session: {
      kind: 'store',
      cookieName: 'keycloak-session',
      preExpiryBuffer: 5000,
      allowRefreshing: false,
    },
    cookie: { maxAgeSeconds: 3600, sameSite: 'strict', domain: 'webuitest.com' },
    failOnFetchFailure: true,
    failOnRedirect: true,
    afterLogoutUrl: 'https://webuitest.com/bye',
    jwksCacheRefreshPolicy: { kind: 'at-most', requestsPerPoll: 3 },
    authEndpointQueryParams: { audience: 'https://webui' },
    accessTokenClaims: [{ claim: 'scope', header: 'x-scope', append: true }],
  })
})

describe('what cannot be used is told with its line and what to do', () => {
  test.each([
    [
      'an unknown key',
      ['callbackPath', 'calbackPath'],
      /^\d+ .*: there is no field "calbackPath" here; did you mean "callbackPath"\?$/m,
    ],
    [
      'a key of another block',
      ['oauth: "true"', 'oauth: "true"\n      prefix: /'],
      /no field "prefix" here; known are name, labels/,
    ],
    [
      'a key that stands twice',
      ['scopes:', 'clientId: other\n            scopes:'],
      /the key "clientId" stands twice in one map, first in line \d+/,
    ],
    [
      'a field that does nothing here',
      ['callbackPath: /callback', 'callbackPath: /callback\n            endSessionProperties: {}'],
      /Gloo knows "endSessionProperties", and it is not supported here: leave it out/,
    ],
    [
      'a kind of Gloo that does nothing here',
      ['kind: ExtAuthServer', 'kind: CORSPolicy'],
      /Gloo knows the kind "CORSPolicy", and it is not supported/,
    ],
    [
      'a slip in a kind',
      ['kind: ExtAuthPolicy', 'kind: ExtAuthPolcy'],
      /no kind "ExtAuthPolcy": did you mean ExtAuthPolicy/,
    ],
    [
      'another version',
      ['networking.gloo.solo.io/v2', 'networking.gloo.solo.io/v1'],
      /is no version of VirtualGateway/,
    ],
    [
      'what is still to be filled in',
      ['clientId: login-gateway', 'clientId: <INSERT AUTH0 CLIENT ID>'],
      /"<INSERT AUTH0 CLIENT ID>" is still to be filled in/,
    ],
    [
      'a secret that is no base64',
      [btoa('a secret of the client'), '"$(echo -n x | base64)"'],
      /data\.client-secret: this is no text in base64/,
    ],
    ['a path that is none', ['callbackPath: /callback', 'callbackPath: callback'], /"callback" is no path/],
    [
      'a header that frames a message',
      ['idTokenHeader: "jwt"', 'idTokenHeader: Content-Length'],
      /says how a message is sent/,
    ],
    ['a host that is none', ['- webuitest.com', '- https://webuitest.com'], /is no name of a host/],
    ['a label that is no text', ['oauth: "true"', 'oauth: true'], /must be a text: write it in quotes, "true"/],
    ['another mode of TLS', ['mode: SIMPLE', 'mode: MUTUAL'], /Gloo knows the mode MUTUAL/],
    [
      'two destinations',
      ['- ref:\n            name: webui', '- ref:\n            name: other\n        - ref:\n            name: webui'],
      /several destinations/,
    ],
    [
      'who lets everybody in when in doubt',
      ['destinationServer:', 'failureModeAllow: true\n  destinationServer:'],
      /everybody would come in/,
    ],
    ['a look at what comes', ['prefix: /\n', 'regex: /(?=a).*\n'], /nothing looks ahead or back/],
    ['two paths that are one', ['logoutPath: /logout', 'logoutPath: /callback'], /is also the callbackPath/],
  ] as const)('%s', (_what, change, fault) => {
    expect(planText(sampleWith(change)).faults.join('\n')).toMatch(fault)
  })

  test('all at once, and no secret among them', () => {
    const text = sampleWith(
      ['callbackPath', 'calback'],
      ['oauth: "true"', 'oauth: true'],
      ['mode: SIMPLE', 'mode: SIMPEL'],
      [btoa('a secret of the client'), 'c2Vjcm!!'],
    )
    const { faults } = planText(text)
    expect(faults.length).toBeGreaterThanOrEqual(4)
    expect(faults.join('\n')).not.toContain('c2Vjcm')
  })
})

test('documents of a cluster and of its mesh are passed over', () => {
  const { skipped, faults } = planText(
    `${sample}---\nkind: Deployment\nmetadata: {name: x, name: y}\n---\napiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\n`,
  )
  expect([faults, skipped.map(({ kind }) => kind)]).toEqual([[], ['Deployment', 'AuthorizationPolicy']])
})
