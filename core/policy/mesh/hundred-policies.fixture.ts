import { FROM_WEB_UI, policyText, withUser } from './mesh.fixture.ts'

/** A policy as people write them, of which none is for the request. */
const ordinary = (at: number) =>
  policyText(
    [
      `action: ${at % 3 === 0 ? 'DENY' : 'ALLOW'}`,
      'rules:',
      '- from:',
      `  - source: {principals: [cluster.local/ns/default/sa/a${at}, "other/ns/x/sa/*"], namespaces: [a${at}, "b*"]}`,
      `  - source: {requestPrincipals: ["https://issuer${at}/*"], remoteIpBlocks: [10.${at}.0.0/16]}`,
      '  to:',
      `  - operation: {methods: [GET, POST], paths: ["/api/${at}/*", "/v${at}/{*}/x"], hosts: [h${at}.example.org]}`,
      '  when:',
      `  - {key: "request.auth.claims[groups]", values: [g${at}]}`,
    ].join('\n'),
    `p${at}`,
  )

/** A hundred of them, in one file. */
export const HUNDRED_POLICIES = Array.from({ length: 100 }, (_, at) => ordinary(at)).join('---\n')

/** A request that all of them have to be looked at for. */
export const ONE_FOR_NONE = withUser(
  { ...FROM_WEB_UI, path: '/api/98/../99/x', host: 'h99.example.org' },
  { groups: ['g1', 'g99'] },
)
