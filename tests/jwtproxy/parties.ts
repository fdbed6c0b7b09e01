import { onTestFinished } from 'vitest'
import { askPlain, openUpstream, type AskOptions, type TestUpstream } from '../../apps/sidecar/sidecars.fixture.ts'

/** A service without token code, until the test ends. */
export async function openTestUpstream(): Promise<TestUpstream> {
  const upstream = await openUpstream()
  onTestFinished(() => upstream.close())
  return upstream
}

/** Asks a signer for an address, as curl --proxy does. */
export const through = (signer: number, url: string, ask: AskOptions = {}) => asked(signer, url, ask)

/** Asks a verifier itself. */
export const straightTo = (verifier: number, path = '/', ask: AskOptions = {}) => asked(verifier, path, ask)

const asked = (port: number, path: string, { method = 'GET', headers = {}, body = '' }: AskOptions) =>
  askPlain({ host: '127.0.0.1', port, path, method, headers, agent: false }, body)

/** The token that came last to a service whose verifier passes it on, or that has none. */
export const lastToken = ({ seen }: TestUpstream) =>
  String(seen.at(-1)?.headers.authorization ?? '').replace(/^Bearer /, '')

/** A part of a token as text: 0 is the header, 1 the claims. */
export const partOf = (token: string, at: 0 | 1) => Buffer.from(token.split('.')[at] ?? '', 'base64url').toString()

export const kidNamed = (token: string) => (JSON.parse(partOf(token, 0)) as { kid: string }).kid

/** A signer with the key `a.key`, in words that both understand. */
export const signerBlock = (port: number, more = '') => `
  signer_proxy:
    listen_addr: 127.0.0.1:${port}${more}
    signer:
      issuer: service-a
      private_key:
        type: preshared
        options:
          key_id: a-1
          private_key_path: a.key`

/** A verifier in words that both understand. */
export const verifierBlock = (
  port: number,
  options: { upstream: string; keys: string; audience?: string; more?: string },
) => `
  - listen_addr: 127.0.0.1:${port}${options.more ?? ''}
    shutdown_timeout: 2s
    verifier:
      upstream: ${options.upstream}
      audience: ${options.audience ?? `http://127.0.0.1:${port}`}
      max_skew: 1m
      max_ttl: 5m
      key_server:
${options.keys}
      nonce_storage:
        type: local
        options:
          purge_interval: 10s
      claims_verifiers:
      - type: static
        options:
          iss: service-a`

export const PRESHARED_KEYS = `        type: preshared
        options:
          issuer: service-a
          key_id: a-1
          public_key_path: a.pub`

/** The keys of a registry at this base. */
export const registryKeys = (registry: string) => `        type: keyregistry
        options:
          registry: "${registry}"`

export const NO_SIGNER = `
  signer_proxy:
    enabled: false`
