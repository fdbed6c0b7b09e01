import { planGloo } from './plan-gloo.ts'
import { NO_SECRETS_GIVEN, type GivenSecrets } from './check-login.ts'
import { readGloo } from './read-gloo.ts'

/** The documents of the sample that everybody copies, with the client id and the issuer filled in, and its secrets. */
export const GATEWAY_YAML = `apiVersion: networking.gloo.solo.io/v2
kind: VirtualGateway
metadata:
  name: istio-ingressgateway
spec:
  listeners:
  - allowedRouteTables:
      - host: webuitest.com
    http: {}
    port:
      number: 443
    tls:
      mode: SIMPLE
      secretName: gw-ssl-1-secret
  - allowedRouteTables:
      - host: webuitest.com
    http: {}
    httpsRedirect: true
    port:
      number: 80
  workloads:
  - selector:
      labels:
        istio: ingressgateway
      cluster: mycluster
`

export const ROUTES_YAML = `apiVersion: networking.gloo.solo.io/v2
kind: RouteTable
metadata:
  name: www-webuitest-com
spec:
  hosts:
    - webuitest.com
  # Selects the virtual gateway you previously created
  virtualGateways:
    - name: istio-ingressgateway
      namespace: default
  http:
    - name: webui
      matchers:
      - uri:
          prefix: /
          ignoreCase: true
      labels:
        # We'll refer to this label later when creating the auth configuration
        oauth: "true"
      forwardTo:
        destinations:
        - ref:
            name: webui
            namespace: default
          port:
            number: 80
`

export const SERVER_YAML = `apiVersion: admin.gloo.solo.io/v2
kind: ExtAuthServer
metadata:
  name: webui
  namespace: default
spec:
  destinationServer:
    port:
      number: 8083
    ref:
      cluster: mycluster
      name: ext-auth-service
      namespace: gloo-mesh-addons
`

export const POLICY_YAML = `apiVersion: security.policy.gloo.solo.io/v2
kind: ExtAuthPolicy
metadata:
  name: webui-auth0
  namespace: default
spec:
  applyToRoutes:
  - route:
      labels:
        oauth: "true"
  config:
    glooAuth:
      configs:
      - oauth2:
          oidcAuthorizationCode:
            appUrl: https://webuitest.com
            callbackPath: /callback
            clientId: login-gateway
            # Reference to the secret we created earlier
            clientSecretRef:
              name: auth0-client-secret
              namespace: default
            issuerUrl: https://localhost:5443/login
            scopes:
            - openid
            - profile
            logoutPath: /logout
            headers:
              idTokenHeader: "jwt"
              accessTokenHeader: "my_access_token"
            identityToken:
              claimsToHeaders:
              - claim: name
                header: x-name
              - claim: nickname
                header: x-nickname
              - claim: picture
                header: x-picture
    # Lastly, we're referencing the auth server we created earlier
    server:
      name: webui
`

export const SECRETS_YAML = `apiVersion: v1
kind: Secret
type: extauth.solo.io/oauth
metadata:
  name: auth0-client-secret
  namespace: default
data:
  client-secret: ${btoa('a secret of the client')}
---
apiVersion: v1
kind: Secret
metadata:
  name: gw-ssl-1-secret
  namespace: gloo-mesh-gateways
data:
  tls.crt: ${btoa('a certificate')}
  tls.key: ${btoa('a key')}
`

export const SAMPLE_DOCUMENTS = [GATEWAY_YAML, ROUTES_YAML, SERVER_YAML, POLICY_YAML, SECRETS_YAML]

/** All of the sample, one text changed: each pair is what stands there and what takes its place. */
export function sampleWith(...changes: readonly (readonly [string, string])[]): string {
  return changes.reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`the sample does not say ${from}`)
    return text.replace(from, to)
  }, SAMPLE_DOCUMENTS.join('---\n'))
}

/** Reads and resolves one text. Faults are `line  where: message`. */
export function planText(text: string, given: GivenSecrets = NO_SECRETS_GIVEN) {
  const { documents, faults, hints, skipped } = readGloo([{ file: 'gloo.yaml', text }])
  const planned = planGloo(documents, given)
  const said = (list: typeof faults) => list.map(({ line, where, message }) => `${line}  ${where}: ${message}`)
  return {
    documents,
    skipped,
    plan: planned.plan,
    faults: said([...faults, ...(faults.length === 0 ? planned.faults : [])]),
    hints: said([...hints, ...planned.hints]),
  }
}
