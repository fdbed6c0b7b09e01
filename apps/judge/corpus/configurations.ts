import type { JWK } from 'jose'

/** What all configurations are made of. */
export interface ConfiguredTrust {
  readonly issuer: string
  readonly audience: string
  readonly keyId: string
  readonly jwks: { readonly keys: readonly JWK[] }
  /** The same key in PEM (SPKI). */
  readonly pem: string
}

/** The folder in which the files of a corpus are looked for, where a configuration names another file. */
export const CORPUS_FOLDER = '/corpus'

/** JSON is YAML, and a text in quotes stays one, whatever stands in it. */
const quotedForYaml = (text: string) => JSON.stringify(text)

const indentedBy = (text: string, by: number) => text.trim().replaceAll('\n', `\n${' '.repeat(by)}`)

/**
 * The declarative configuration of Kong (DB-less). It needs no service behind it: whoever is believed gets 200 from a plugin, which comes
 * after that for tokens.
 */
export const kongDeclarative = ({ issuer, pem }: ConfiguredTrust): string => `_format_version: "3.0"
services:
  - name: judged
    url: http://127.0.0.1:9
    routes:
      - name: kong
        paths: [/default]
        plugins:
          - name: jwt
          - name: request-termination
            config: { status_code: 200, message: believed }
      - name: kong-exp-nbf
        paths: [/exp-nbf]
        plugins:
          - name: jwt
            config: { claims_to_verify: [exp, nbf] }
          - name: request-termination
            config: { status_code: 200, message: believed }
consumers:
  - id: 5f1b7b0e-8f0d-4c1f-9d3a-2b1c4d5e6f70
    username: caller
    jwt_secrets:
      - key: ${quotedForYaml(issuer)}
        algorithm: RS256
        rsa_public_key: |
          ${indentedBy(pem, 10)}
`

/** For a cluster with Istio: tokens are looked at, and none is demanded. */
export const istioPolicy = ({ issuer, audience, jwks }: ConfiguredTrust): string => `apiVersion: security.istio.io/v1
kind: RequestAuthentication
metadata:
  name: judged
  namespace: default
spec:
  jwtRules:
    - issuer: ${quotedForYaml(issuer)}
      audiences: [${quotedForYaml(audience)}]
      jwks: ${quotedForYaml(JSON.stringify(jwks))}
`

/** An Envoy with the filter that Istio makes of such a policy. It answers 200 itself: there is nothing behind it. */
export const envoyBootstrap = (trust: ConfiguredTrust): string => `static_resources:
  listeners:
    - address: { socket_address: { address: 0.0.0.0, port_value: 10000 } }
      filter_chains:
        - filters:
            - name: envoy.filters.network.http_connection_manager
              typed_config:
                "@type": type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager
                stat_prefix: judged
                route_config:
                  virtual_hosts:
                    - name: judged
                      domains: ["*"]
                      routes:
                        - match: { prefix: / }
                          direct_response: { status: 200, body: { inline_string: believed } }
                http_filters:
                  - name: envoy.filters.http.jwt_authn
                    typed_config:
                      "@type": type.googleapis.com/envoy.extensions.filters.http.jwt_authn.v3.JwtAuthentication
                      providers:
                        judged:
                          issuer: ${quotedForYaml(trust.issuer)}
                          audiences: [${quotedForYaml(trust.audience)}]
                          local_jwks: { inline_string: ${quotedForYaml(JSON.stringify(trust.jwks))} }
                      rules:
                        - match: { prefix: / }
                          requires:
                            requires_any:
                              requirements:
                                - provider_name: judged
                                - allow_missing: {}
                  - name: envoy.filters.http.router
                    typed_config:
                      "@type": type.googleapis.com/envoy.extensions.filters.http.router.v3.Router
`

/** A server of Piko that has its keys from a key set, or with the one key in its configuration. Agents need no token here. */
export const pikoServer = ({ issuer, audience, pem }: ConfiguredTrust, keys: 'key-set' | 'static'): string => `proxy:
  auth:
    audience: ${quotedForYaml(audience)}
    issuer: ${quotedForYaml(issuer)}
${keys === 'key-set' ? `    jwks:\n      endpoint: file://${CORPUS_FOLDER}/jwks.json` : `    rsa_public_key: |\n      ${indentedBy(pem, 6)}`}
`

/** What a service in Go sets up with the client of Stoke: any token will do, and no option of the parser. */
export const stokeSettings =
  (): string => `// pkeys.json is published at any address; its exp says when it is fetched anew.
keys, err := stoke.NewPerRequestPublicKeyStore("http://127.0.0.1:8000/pkeys.json", ctx)
if err != nil {
	log.Fatal(err)
}
// No jwt.WithIssuer and no jwt.WithAudience behind these: the default, in which nobody looks at either.
handler := stoke.Auth(service, keys, stoke.RequireToken())
`

/** The answer of GET /api/pkeys: a key set with an end. @param end milliseconds since 1970 */
export const stokeKeySet = ({ jwks }: ConfiguredTrust, end: number): string =>
  `${JSON.stringify({ exp: new Date(end).toISOString(), keys: jwks.keys }, null, 2)}\n`

/** One of the good tokens lives for half a second longer than the others, and no token is to fail for its length. Seconds. */
const A_MINUTE = 60

/** The verifying sidecar of this sandbox. Its clock has no leeway, and tokens may come again. */
export const strictSidecarFile = (
  { issuer, audience, keyId }: ConfiguredTrust,
  lifetimeSeconds: number,
): string => `jwtproxy:
  verifier_proxies:
    - dialect: strict
      listen_addr: 127.0.0.1:8081
      verifier:
        upstream: http://127.0.0.1:3001
        audience: ${quotedForYaml(audience)}
        audience_match: exact
        max_skew: 0s
        max_ttl: ${lifetimeSeconds + A_MINUTE}s
        nonce_storage: { type: none }
        key_server:
          type: preshared
          options: { issuer: ${quotedForYaml(issuer)}, key_id: ${quotedForYaml(keyId)}, public_key_path: key.pem }
`
