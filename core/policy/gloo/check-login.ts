import { quoted } from '../mesh/read-parts.ts'
import { perhapsCalled } from './gloo-parts.ts'
import type { GlooReport } from './gloo-report.ts'
import { glooName, type ExtAuthPolicy, type GlooLogin, type GlooRef, type GlooSecret } from './model.ts'
import type { GlooPlan } from './plan.ts'
import { CLIENT_SECRET_KEY, OAUTH_SECRET } from './read-secret.ts'
import { routeRequest } from './route-request.ts'

/** Secrets that do not stand in the files: a command is told where they are. */
export interface GivenSecrets {
  /** `namespace/name`, or its name alone. */
  clientSecrets: readonly string[]
  /** Names, as a listener has them. */
  certificates: readonly string[]
}

export const NO_SECRETS_GIVEN: GivenSecrets = { clientSecrets: [], certificates: [] }

/** By its own key, or the one of cookies that are sealed. */
export const ENCRYPTION_KEY = 'encryption'
const ENCRYPTION_BYTES = 32

/** Whether a login can begin and come back: its secret is there, and its paths lead to the gateway and to this policy. */
export function checkLogin(
  policy: ExtAuthPolicy,
  plan: GlooPlan,
  { secrets }: { secrets: readonly GlooSecret[] },
  given: GivenSecrets,
  report: GlooReport,
): void {
  const { login } = policy
  if (!login) return
  const fault = (place: GlooLogin['place'], path: string, message: string) =>
    report.fault(policy, place, `spec.config.glooAuth.${path}`, message)
  checkClientSecret(login.clientSecret, secrets, given, fault)
  if (login.session.kind === 'cookie') checkCipher(login.session.cipherKey, secrets, fault)
  const { hostname, protocol } = new URL(login.appUrl.text)
  const { place } = login.appUrl
  if (protocol !== 'https:')
    return fault(place, 'appUrl', 'is plain http: whoever reads along could take the session. Begin it with https://')
  const { domain } = login.cookie
  if (domain !== undefined && !`.${hostname}`.endsWith(`.${domain.replace(/^\./, '').toLowerCase()}`))
    fault(
      login.place,
      'session.cookieOptions.domain',
      `${quoted(domain)} is not above ${quoted(hostname)}: no browser would keep the cookie`,
    )
  for (const [key, path] of [
    ['callbackPath', login.callbackPath],
    ['logoutPath', login.logoutPath],
  ] as const) {
    if (path === undefined) continue
    const base = new URL(login.appUrl.text).pathname.replace(/\/$/, '')
    const routed = routeRequest(plan, { secure: true, host: hostname, target: `${base}${path}` })
    if (routed.kind === 'route' && routed.routed.policy === policy) continue
    const why =
      routed.kind === 'route'
        ? `leads to route ${quoted(routed.routed.route.name)}, which this policy is not for`
        : routed.why
    fault(place, key, `${quoted(path)} below ${quoted(login.appUrl.text)} does not come here: it ${why}`)
  }
}

function checkClientSecret(
  ref: GlooRef,
  secrets: readonly GlooSecret[],
  given: GivenSecrets,
  fault: (place: GlooRef['place'], path: string, message: string) => void,
): void {
  const name = glooName(ref)
  if (given.clientSecrets.some((one) => one === name || one === ref.name)) return
  const secret = secrets.find((each) => glooName(each) === name)
  const oauth = secrets.filter(({ type }) => type === OAUTH_SECRET).map(glooName)
  const path = 'clientSecretRef'
  if (!secret)
    return fault(
      ref.place,
      path,
      `there is no Secret ${quoted(name)}${perhapsCalled(name, oauth)}: add it to the files, or give its file with --secret ${ref.name}=FILE`,
    )
  if (secret.type !== OAUTH_SECRET)
    fault(secret.place, path, `the Secret ${quoted(name)} must have the type ${OAUTH_SECRET}`)
  else if (!secret.entries.has(CLIENT_SECRET_KEY))
    fault(secret.place, path, `the Secret ${quoted(name)} has no "${CLIENT_SECRET_KEY}"`)
}

function checkCipher(
  ref: GlooRef | undefined,
  secrets: readonly GlooSecret[],
  fault: (place: GlooRef['place'], path: string, message: string) => void,
): void {
  if (!ref) return
  const path = 'session.cipherConfig.keyRef'
  const secret = secrets.find((each) => glooName(each) === glooName(ref))
  if (!secret)
    return fault(
      ref.place,
      path,
      `there is no Secret ${quoted(glooName(ref))}${perhapsCalled(glooName(ref), secrets.map(glooName))}`,
    )
  const key = secret.entries.get(ENCRYPTION_KEY)
  if (key === undefined || new TextEncoder().encode(key).length !== ENCRYPTION_BYTES)
    fault(
      ref.place,
      path,
      `the Secret ${quoted(glooName(ref))} must have "${ENCRYPTION_KEY}", with ${ENCRYPTION_BYTES} bytes`,
    )
}
