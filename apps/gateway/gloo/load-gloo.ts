import type { CertificatePair } from '#core/http/certificates/pair'
import { NO_SECRETS_GIVEN } from '#core/policy/gloo/check-login'
import { glooName } from '#core/policy/gloo/model'
import type { GlooPlan } from '#core/policy/gloo/plan'
import { glooKinds, planGloo } from '#core/policy/gloo/plan-gloo'
import { readGloo } from '#core/policy/gloo/read-gloo'
import type { MeshFault } from '#core/policy/mesh/read-parts'
import { shownText } from '#core/shown-text'
import type { LoginSettings } from '#core/login/login-settings'
import type { GlooOptions } from './gloo-options.ts'
import { openGlooSecrets, type GlooSecrets } from './gloo-secrets.ts'
import type { GlooFile } from './read-gloo-files.ts'
import { settingsOfGloo } from './settings-of-gloo.ts'

/** All that a gateway does by some files, when nothing in them is wrong. */
export interface LoadedGloo {
  plan: GlooPlan
  /** By `namespace/name` of the policy. */
  settings: ReadonlyMap<string, LoginSettings>
  secrets: GlooSecrets
  options: GlooOptions
  /** Sentences. */
  hints: readonly string[]
  /** Kinds of documents that are passed over. */
  skipped: readonly string[]
}

/** What is around the files. */
export interface LoadWorld {
  /** What is wrong with the settings of a login, as its room says it. */
  check?: (settings: LoginSettings) => readonly { at: string; says: string }[]
  /** A certificate for hosts, by the authority of the sandbox. Absent: none is made, for files are only checked. */
  signed?: ((hosts: readonly string[]) => Promise<CertificatePair>) | undefined
}

/**
 * Reads the documents of some files.
 * @throws Error with all that is wrong with them, each fault with its file and line
 */
export async function loadGloo(
  files: readonly GlooFile[],
  options: GlooOptions,
  { check = () => [], signed }: LoadWorld = {},
): Promise<LoadedGloo> {
  const read = readGloo(files)
  if (read.faults.length > 0) throw new Error(read.faults.map(sayGlooFault).join('\n'))
  const given = {
    ...NO_SECRETS_GIVEN,
    clientSecrets: [...options.clientSecrets.keys()],
    certificates: [...options.certificates.keys()],
  }
  const { plan, faults, hints } = planGloo(read.documents, given)
  const told = faults.map(sayGlooFault)
  if (plan.listeners.length === 0) told.push('There is no VirtualGateway in these files: add it.')
  const names = plan.listeners.flatMap(({ listener }) => listener.tls?.secretName ?? [])
  const { secrets: documents } = glooKinds(read.documents)
  const isThere = (name: string) => options.certificates.has(name) || documents.some((each) => each.name === name)
  const world = {
    tell: (fault: string) => void told.push(shownText(fault)),
    ...(signed && { signed: () => signed(securedHosts(plan)) }),
  }
  const secrets = await openGlooSecrets(documents, names.filter(isThere), options, world)
  const settings = new Map<string, LoginSettings>()
  if (faults.length === 0)
    for (const policy of plan.policies) {
      if (!policy.login) continue
      const own = settingsOfGloo(policy.login, secrets, options.ports)
      settings.set(glooName(policy), own)
      const { file, line, column } = policy.login.place
      for (const { at, says } of check(own))
        told.push(
          sayGlooFault({ file, line, column, where: `ExtAuthPolicy ${glooName(policy)}: ${at}`, message: says }),
        )
    }
  told.push(...unusedOptions(plan, options))
  if (told.length > 0) throw new Error(told.join('\n'))
  return {
    plan,
    settings,
    secrets,
    options,
    hints: [...read.hints, ...hints].map(sayGlooFault),
    skipped: [...new Set(read.skipped.map(({ kind }) => kind))].sort(),
  }
}

/** A certificate says names, and no star alone. */
const securedHosts = ({ listeners }: GlooPlan) =>
  [...new Set(listeners.flatMap(({ listener, hosts }) => (listener.tls ? hosts.map(({ host }) => host) : [])))].filter(
    (host) => !host.includes('*'),
  )

/** `gloo.yaml:12:5  RouteTable default/x: spec.http[0]: …` */
const sayGlooFault = ({ file, line, column, where, message }: MeshFault) =>
  shownText(
    `${file}:${line}:${column}  ${where === '' ? '' : `${where}: `}${message}${message.endsWith('?') ? '' : '.'}`,
  )

/** An option that changes nothing is a slip. */
function unusedOptions(plan: GlooPlan, { ports, destinations, certificates }: GlooOptions): string[] {
  const listened = new Set(plan.listeners.map(({ listener }) => listener.port))
  const routes = plan.listeners.flatMap(({ hosts }) =>
    hosts.flatMap((host) => host.routes.map(({ route }) => route.destination)),
  )
  const services = new Set(
    routes.flatMap(({ name, namespace, port }) => [`${name}.${namespace}`, `${name}.${namespace}:${port}`]),
  )
  const secrets = new Set(plan.listeners.map(({ listener }) => listener.tls?.secretName))
  return [
    ...[...ports.keys()]
      .filter((port) => !listened.has(port))
      .map((port) => `--port ${port}: no listener has this port.`),
    ...[...destinations.keys()]
      .filter((name) => !services.has(name))
      .map((name) => `--destination ${name}: no route leads there.`),
    ...[...certificates.keys()]
      .filter((name) => !secrets.has(name))
      .map((name) => `--certificate ${name}: no listener has this secret.`),
  ]
}
