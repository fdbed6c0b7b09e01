import type { Corpus } from './corpus.ts'
import * as texts from './configurations.ts'

/** A system that somebody can run and check with a corpus. */
export interface SystemOfCorpus {
  readonly title: string
  /** Who judges in its place here. */
  readonly judge: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  files(trust: texts.ConfiguredTrust, ends: Ends): Record<string, string>
}

interface Ends {
  /** Milliseconds since 1970. */
  readonly goodUntil: number
  readonly lifetimeSeconds: number
}

/** Piko looks for an endpoint once it believes a token: somebody must listen for it. */
const PIKO_ENDPOINT = { 'x-piko-endpoint': 'judged' }

const keySetFile = ({ jwks }: texts.ConfiguredTrust) => `${JSON.stringify(jwks, null, 2)}\n`

/** By the name that `--against` takes. */
export const CORPUS_SYSTEMS: Readonly<Record<string, SystemOfCorpus>> = {
  strict: {
    title: 'the verifying sidecar of this sandbox',
    judge: 'strict',
    path: '/',
    headers: {},
    files: (trust, { lifetimeSeconds }) => ({
      'sidecar.yaml': texts.strictSidecarFile(trust, lifetimeSeconds),
      'key.pem': trust.pem,
    }),
  },
  stoke: {
    title: 'a service with the Go client of Stoke, without options of its parser',
    judge: 'stoke',
    path: '/',
    headers: {},
    files: (trust, { goodUntil }) => ({
      'service.go.txt': texts.stokeSettings(),
      'pkeys.json': texts.stokeKeySet(trust, goodUntil),
    }),
  },
  piko: {
    title: 'the proxy port of Piko, with a key set',
    judge: 'piko',
    path: '/',
    headers: PIKO_ENDPOINT,
    files: (trust) => ({ 'piko.yaml': texts.pikoServer(trust, 'key-set'), 'jwks.json': keySetFile(trust) }),
  },
  'piko-static': {
    title: 'the same with the key in its configuration',
    judge: 'piko-static',
    path: '/',
    headers: PIKO_ENDPOINT,
    files: (trust) => ({ 'piko-static.yaml': texts.pikoServer(trust, 'static') }),
  },
  kong: {
    title: 'Kong with the jwt plugin and its defaults',
    judge: 'kong',
    path: '/default',
    headers: {},
    files: (trust) => ({ 'kong.yaml': texts.kongDeclarative(trust) }),
  },
  'kong-exp-nbf': {
    title: 'Kong with the jwt plugin, which verifies exp and nbf',
    judge: 'kong-exp-nbf',
    path: '/exp-nbf',
    headers: {},
    files: (trust) => ({ 'kong.yaml': texts.kongDeclarative(trust) }),
  },
  mesh: {
    title: 'a workload of Istio with a RequestAuthentication, or an Envoy with the same filter',
    judge: 'mesh',
    path: '/',
    headers: {},
    files: (trust) => ({
      'request-authentication.yaml': texts.istioPolicy(trust),
      'envoy.yaml': texts.envoyBootstrap(trust),
    }),
  },
}

/** @throws RangeError that names the systems of the corpus */
export function systemOf(corpus: Pick<Corpus, 'systems'>, name: string): Corpus['systems'][string] {
  const system = Object.hasOwn(corpus.systems, name) ? corpus.systems[name] : undefined
  if (system) return system
  throw new RangeError(`the corpus has no system "${name}": it has ${Object.keys(corpus.systems).join(', ')}`)
}

/** Where its tokens go: an address with a path is meant as it is, any other is completed by the path of the system. */
export function targetAt(address: URL, { path }: { path: string }): URL {
  if (address.pathname !== '/') return address
  const target = new URL(address)
  target.pathname = path // resolved as a link, a path that begins with // would name another machine
  return target
}
