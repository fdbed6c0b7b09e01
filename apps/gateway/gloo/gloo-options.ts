import { resolve } from 'node:path'
import type { Environment } from '#core/config/setting'
import { UsageFault } from '#core/process/command-line'

/** What a cluster knows and a laptop does not, as a person says it. */
export interface GlooOptions {
  /** From a port of the cluster to the one that is listened at. */
  ports: ReadonlyMap<number, number>
  /** From `name.namespace`, with `:port` or without, to a URL. */
  destinations: ReadonlyMap<string, string>
  /** Who is believed when the issuer is asked. Absent: whom the machine believes. */
  ca?: GlooPath
  /** By the name of a TLS secret. */
  certificates: ReadonlyMap<string, GivenCertificate>
  /** By the name of a secret, with its namespace before it or without. */
  clientSecrets: ReadonlyMap<string, GlooPath>
}

/** In place of files: a certificate that the sandbox's own authority signs. */
export const BY_SANDBOX = 'sandbox'

export type GivenCertificate = { cert: GlooPath; key: GlooPath } | typeof BY_SANDBOX

/** A file as it was given, and where that is. */
export interface GlooPath {
  given: string
  path: string
}

/** `--name KEY=VALUE`, in the help of a command. */
export const GLOO_OPTIONS = {
  port: {
    about: 'of a listener, and where it is here: 443=4743; may appear several times',
    value: 'FROM=TO',
    isRepeatable: true,
  },
  destination: {
    about: 'of a route, and where it is here: webui.default=http://localhost:3100; may appear several times',
    value: 'NAME.NAMESPACE=URL',
    isRepeatable: true,
  },
  ca: {
    about: 'certificates of who is believed when the issuer is asked; without it, whom the machine believes',
    value: 'FILE',
  },
  certificate: {
    about:
      'for a TLS secret that is in no file: its certificate and its key, or the word sandbox for one that the authority of the sandbox signs',
    value: 'SECRET=FILE,FILE',
    isRepeatable: true,
  },
  explain: {
    about: 'says which listener, route and policy would decide about a request, and why: GET https://example.com/path',
    value: 'METHOD',
  },
  store: {
    about: 'where sessions are that a policy keeps in Redis: memory, which is so by itself, or redis://…',
    value: 'STORE',
  },
  secret: {
    about: 'for the secret of a client that is in no file: a file with it alone',
    value: 'SECRET=FILE',
    isRepeatable: true,
  },
} as const

/** Reads them. @throws UsageFault that says what does not fit */
export function readGlooOptions(
  options: Readonly<Record<string, string | true>>,
  lists: Readonly<Record<string, readonly string[]>>,
  env: Environment,
): GlooOptions {
  const file = (given: string): GlooPath => ({ given, path: resolve(env['INIT_CWD'] ?? '.', given) })
  const ca = options['ca']
  return {
    ports: new Map(glooPairs('port', lists).map(([from, to]) => [glooPortIn(from), glooPortIn(to)])),
    destinations: new Map(glooPairs('destination', lists).map(([name, url]) => [serviceIn(name), urlIn(url)])),
    ...(typeof ca === 'string' && { ca: file(ca) }),
    certificates: new Map(
      glooPairs('certificate', lists).map(([name, files]) => [name, certificateIn(name, files, file)]),
    ),
    clientSecrets: new Map(glooPairs('secret', lists).map(([name, path]) => [name, file(path)])),
  }
}

function certificateIn(name: string, files: string, file: (given: string) => GlooPath): GivenCertificate {
  if (files === BY_SANDBOX) return files
  const [cert = '', key = '', more] = files.split(',')
  if (cert === '' || key === '' || more !== undefined)
    throw new UsageFault(
      `--certificate=${name.slice(0, 60)} needs two files with a comma between, CERT,KEY, or the word sandbox.`,
    )
  return { cert: file(cert), key: file(key) }
}

function glooPairs(
  option: 'port' | 'destination' | 'certificate' | 'secret',
  lists: Readonly<Record<string, readonly string[]>>,
): [string, string][] {
  const seen = new Set<string>()
  return (lists[option] ?? []).map((text) => {
    const [, name = '', value = ''] = /^([^=]+)=(.+)$/s.exec(text) ?? []
    if (value === '')
      throw new UsageFault(
        `--${option}=${text.slice(0, 60)} has no two parts: write --${option} ${GLOO_OPTIONS[option].value}.`,
      )
    if (seen.has(name)) throw new UsageFault(`--${option} says twice what ${name.slice(0, 60)} is.`)
    seen.add(name)
    return [name, value]
  })
}

function glooPortIn(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text)
  throw new UsageFault(`--port: "${text.slice(0, 40)}" is not a port.`)
}

function serviceIn(text: string): string {
  if (/^[a-z0-9-]+\.[a-z0-9-]+(?::\d{1,5})?$/.test(text)) return text
  throw new UsageFault(
    `--destination: "${text.slice(0, 60)}" is not a service: write its name and its namespace, webui.default.`,
  )
}

function urlIn(text: string): string {
  if (/^https?:\/\/[^\s?#\\@]+$/.test(text) && URL.canParse(text)) return text
  throw new UsageFault(`--destination: "${text.slice(0, 60)}" is not a URL of a server: write http://localhost:3100.`)
}
