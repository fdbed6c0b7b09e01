import { keyFileOf } from '../sidecars/files.ts'

/** Both profiles, by the door at which each is measured. */
export const GATEWAY_DOORS = ['stateless', 'plugins'] as const

/** Who has the key of the bench: its tokens say `servicea` as their issuer, and so as their consumer. */
const BENCH_CONSUMER = 'servicea'

/** JSON is YAML, too. @param publicKey in PEM, as credentials have it */
export const gatewayFile = (upstream: string, publicKey: string): string =>
  JSON.stringify({
    consumers: [
      {
        id: BENCH_CONSUMER,
        username: BENCH_CONSUMER,
        jwt_secrets: [{ key: BENCH_CONSUMER, algorithm: 'ES256', rsa_public_key: publicKey }],
      },
    ],
    gateways: [
      {
        dialect: 'kong-stateless',
        listen: '127.0.0.1:0',
        upstream,
        algorithm: 'ES256',
        public_key: keyFileOf('ES256', 'public'),
        consumer_claim: 'iss',
      },
      {
        dialect: 'kong',
        listen: '127.0.0.1:0',
        upstream,
        plugins: [{ name: 'jwt', config: { claims_to_verify: ['exp', 'nbf'] } }],
      },
    ],
  })
