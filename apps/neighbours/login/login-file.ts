import { stringify } from 'yaml'
import { LOGIN_GATEWAY_CLIENT } from '#core/config/login-issuer'

export interface LoginFileParts {
  /** LOGIN_GATEWAY_URL: where browsers come to it. */
  appUrl: string
  issuerUrl: string
  ports: { plain: number; tls: number }
}

/** How the file calls the certificate that browsers are shown, and the secret of the client. */
export const LOGIN_CERTIFICATE = 'gw-ssl-1-secret'
export const LOGIN_CLIENT_SECRET = 'login-gateway-secret'

const WEB_UI = { name: 'webui', namespace: 'default' }
const CLAIMS = ['name', 'nickname', 'picture']

/**
 * The gateway of scenario 16 as a person would write it for Gloo, with the names of the sample; secrets are in other files
 * (`npm run gateway -- --config keys/neighbours/login.yaml --check …`).
 */
export function loginFile({ appUrl, issuerUrl, ports }: LoginFileParts): string {
  const { hostname } = new URL(appUrl)
  const allowedRouteTables = [{ host: hostname }]
  const documents = [
    networking('VirtualGateway', 'istio-ingressgateway', {
      listeners: [
        {
          allowedRouteTables,
          http: {},
          port: { number: ports.tls },
          tls: { mode: 'SIMPLE', secretName: LOGIN_CERTIFICATE },
        },
        { allowedRouteTables, http: {}, httpsRedirect: true, port: { number: ports.plain } },
      ],
      workloads: [{ selector: { labels: { istio: 'ingressgateway' } } }],
    }),
    networking('RouteTable', 'webui', {
      hosts: [hostname],
      virtualGateways: [{ name: 'istio-ingressgateway', namespace: 'default' }],
      http: [
        {
          name: 'webui',
          matchers: [{ uri: { prefix: '/' } }],
          labels: { oauth: 'true' },
          forwardTo: { destinations: [{ ref: WEB_UI, port: { number: 80 } }] },
        },
      ],
    }),
    {
      apiVersion: 'admin.gloo.solo.io/v2',
      kind: 'ExtAuthServer',
      metadata: WEB_UI,
      spec: {
        destinationServer: { port: { number: 8083 }, ref: { name: 'ext-auth-service', namespace: 'gloo-mesh-addons' } },
      },
    },
    {
      apiVersion: 'security.policy.gloo.solo.io/v2',
      kind: 'ExtAuthPolicy',
      metadata: { name: 'webui-login', namespace: 'default' },
      spec: {
        applyToRoutes: [{ route: { labels: { oauth: 'true' } } }],
        config: {
          glooAuth: { configs: [{ oauth2: { oidcAuthorizationCode: login(appUrl, issuerUrl) } }] },
          server: WEB_UI,
        },
      },
    },
  ]
  return LOGIN_FILE_HEAD + documents.map((one) => stringify(one, { aliasDuplicateObjects: false })).join('---\n')
}

const networking = (kind: string, name: string, spec: object) => ({
  apiVersion: 'networking.gloo.solo.io/v2',
  kind,
  metadata: { name, namespace: 'default' },
  spec,
})

const login = (appUrl: string, issuerUrl: string) => ({
  appUrl,
  callbackPath: '/callback',
  logoutPath: '/logout',
  clientId: LOGIN_GATEWAY_CLIENT,
  clientSecretRef: { name: LOGIN_CLIENT_SECRET, namespace: 'default' },
  issuerUrl,
  scopes: ['openid', 'profile'],
  jwksCacheRefreshPolicy: { always: {} }, // else who logs in after a change of keys is refused for half an hour
  headers: { idTokenHeader: 'jwt', accessTokenHeader: 'my_access_token' },
  identityToken: { claimsToHeaders: CLAIMS.map((claim) => ({ claim, header: `x-${claim}` })) },
})

const LOGIN_FILE_HEAD = `# Scenario 16: a login before web-ui. Written by "neighbours" when somebody first comes; docs/login.md explains the keys.
`
