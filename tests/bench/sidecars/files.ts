/** What the sidecars of the bench sign and believe with, and whether a token may come again. */
export const SIDECAR_DOORS = ['ES256', 'RS256', 'ES256 again', 'RS256 again'] as const
export type DoorName = (typeof SIDECAR_DOORS)[number]

/** What the bare proxy does for each request, at further ports. */
export const BARE_DOORS = ['check ES256', 'sign ES256', 'check RS256'] as const
export type BareDoor = (typeof BARE_DOORS)[number]

/** Whom the tokens for the verifiers are for, at whatever port they listen. */
export const BENCH_AUDIENCE = 'http://service.test'

export const algorithmOf = (door: DoorName) => (door.startsWith('ES256') ? 'ES256' : 'RS256')
const mayComeAgain = (door: DoorName) => door.endsWith('again')

/** Where the keys lie, in the folder of the configuration. */
export const keyFileOf = (algorithm: 'ES256' | 'RS256', half: 'private' | 'public') => `${algorithm}.${half}.pem`

/** JSON is YAML, too. */
const sidecarYaml = (block: object) => JSON.stringify({ jwtproxy: block })

export const signerFile = (door: DoorName, target: string): string =>
  sidecarYaml({
    signer_proxy: {
      listen_addr: '127.0.0.1:0',
      destinations: [target],
      reuse: mayComeAgain(door),
      signer: {
        issuer: 'servicea',
        private_key: {
          type: 'preshared',
          options: { key_id: 'a-1', private_key_path: keyFileOf(algorithmOf(door), 'private') },
        },
      },
    },
  })

export const verifierFile = (door: DoorName, upstream: string): string =>
  sidecarYaml({
    signer_proxy: { enabled: false },
    verifier_proxies: [
      {
        listen_addr: '127.0.0.1:0',
        verifier: {
          upstream,
          audience: BENCH_AUDIENCE,
          max_ttl: '1h',
          key_server: {
            type: 'preshared',
            options: {
              issuer: 'servicea',
              key_id: 'a-1',
              public_key_path: keyFileOf(algorithmOf(door), 'public'),
            },
          },
          nonce_storage: mayComeAgain(door) ? { type: 'none' } : { type: 'local', options: { purge_interval: '1m' } },
        },
      },
    ],
  })
