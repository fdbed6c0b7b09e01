import { quoted } from '../mesh/read-parts.ts'
import type { GivenSecrets } from './check-login.ts'
import { perhapsCalled } from './gloo-parts.ts'
import type { GlooReport } from './gloo-report.ts'
import type { GlooListener, GlooSecret } from './model.ts'
import { coversHost, type PlannedListener } from './plan.ts'

const CERTIFICATE_KEYS = ['tls.crt', 'tls.key']

/** Whether each port is one thing, has its certificate, and leads somewhere. */
export function checkListeners(
  listeners: readonly PlannedListener[],
  { secrets }: { secrets: readonly GlooSecret[] },
  given: GivenSecrets,
  report: GlooReport,
): void {
  for (const [at, { gateway, listener, hosts }] of listeners.entries()) {
    const path = `spec.listeners[${gateway.listeners.indexOf(listener)}]`
    const { place, tls, port, redirectsToHttps } = listener
    if (tls)
      checkCertificate(tls, secrets, given, (message) =>
        report.fault(gateway, tls.place, `${path}.tls.secretName`, message),
      )
    const before = listeners.slice(0, at).filter((other) => other.listener.port === port)
    if (before.some((other) => !other.listener.tls !== !tls))
      report.fault(gateway, place, `${path}.port`, `port ${port} speaks TLS and does not: it can do one of them`)
    const twice = listener.hosts.find((host) => before.some((other) => other.listener.hosts.includes(host)))
    if (twice !== undefined)
      report.fault(
        gateway,
        place,
        `${path}.allowedRouteTables`,
        `${quoted(twice)} is let in at port ${port} by another listener: one each`,
      )
    if (hosts.length === 0)
      report.hint(
        gateway,
        place,
        path,
        `no route table has a host of this listener: whoever comes to port ${port} is told 404`,
      )
    if (redirectsToHttps) {
      const lost = hosts.find(({ host }) => !securePortFor(listeners, host))
      if (lost)
        report.fault(
          gateway,
          place,
          `${path}.httpsRedirect`,
          `${quoted(lost.host)} is sent to https, where no listener with tls has it`,
        )
    } else if (!tls && hosts.some(({ routes }) => routes.some(({ policy }) => policy?.login)))
      report.hint(gateway, place, path, `people who log in are served here without TLS: add "httpsRedirect: true"`)
  }
}

/** The port where a host is served over TLS. */
export const securePortFor = (listeners: readonly PlannedListener[], host: string): GlooListener | undefined =>
  listeners.find(({ listener, hosts }) => listener.tls && hosts.some((each) => coversHost(each.host, host)))?.listener

/** In a cluster the secret is beside the pods of the gateway, in a namespace that these documents do not name. */
export const certificateSecret = (secrets: readonly GlooSecret[], name: string) =>
  secrets.filter((each) => each.name === name)

function checkCertificate(
  { secretName }: { secretName: string },
  secrets: readonly GlooSecret[],
  given: GivenSecrets,
  tell: (message: string) => void,
): void {
  if (given.certificates.includes(secretName)) return
  const [secret, second] = certificateSecret(secrets, secretName)
  const named = secrets
    .filter(({ entries }) => CERTIFICATE_KEYS.every((key) => entries.has(key)))
    .map(({ name }) => name)
  if (!secret)
    return tell(
      `there is no Secret ${quoted(secretName)}${perhapsCalled(secretName, named)}: add it to the files, or give its files with --certificate ${secretName}=CERT,KEY`,
    )
  if (second)
    return tell(
      `there are two secrets ${quoted(secretName)}, in ${secret.namespace} and ${second.namespace}: leave one`,
    )
  for (const key of CERTIFICATE_KEYS)
    if (!secret.entries.has(key)) tell(`the Secret ${quoted(secretName)} has no "${key}"`)
}
