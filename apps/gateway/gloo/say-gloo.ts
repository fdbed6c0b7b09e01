import { sayLabels } from '#core/policy/gloo/check-policies'
import { glooName, type ExtAuthPolicy, type GlooLogin } from '#core/policy/gloo/model'
import type { PlannedListener, PlannedRoute } from '#core/policy/gloo/plan'
import { sayMatcher } from '#core/policy/gloo/route-request'
import { shownText } from '#core/shown-text'
import { destinationAddress, publicPort } from './gloo-places.ts'
import type { LoadedGloo } from './load-gloo.ts'

/** What a gateway will do by its files, in lines: hosts, routes, and who must log in. */
export function sayGloo(loaded: LoadedGloo, files: readonly string[]): string[] {
  const { plan, hints, skipped, settings } = loaded
  return [
    `${files.join(', ')} ${files.length === 1 ? 'is' : 'are'} good.`,
    ...plan.listeners.flatMap((each) => sayListener(each, loaded)),
    ...plan.policies.flatMap((policy) => sayPolicy(policy, settings.get(glooName(policy))?.appUrl)),
    ...hints.map((hint) => `Hint: ${hint}`),
    ...(skipped.length === 0 ? [] : [`Passed over, for they are no documents of the gateway: ${skipped.join(', ')}.`]),
  ].map(shownText)
}

function sayListener({ gateway, listener, hosts }: PlannedListener, loaded: LoadedGloo): string[] {
  const { ports } = loaded.options
  const here = publicPort(listener.port, ports)
  const place = here === listener.port ? `Port ${here}` : `Port ${here} (${listener.port} in the cluster)`
  const manner = listener.redirectsToHttps ? 'sends people on to https' : listener.tls ? 'with TLS' : 'in plaintext'
  const served = hosts.length === 0 ? 'no host' : hosts.map(({ host }) => host).join(', ')
  return [
    `${place} of VirtualGateway ${glooName(gateway)}: ${served}, ${manner}`,
    ...(listener.redirectsToHttps
      ? []
      : hosts.flatMap(({ routes }) => routes.map((route) => `  ${sayRoute(route, loaded)}`))),
  ]
}

function sayRoute({ route, policy }: PlannedRoute, { options }: LoadedGloo): string {
  const { matchers, destination, name } = route
  const paths = matchers.length === 0 ? sayMatcher(undefined) : matchers.map(sayMatcher).join('; or ')
  const to = destinationAddress(destination, options.destinations)
  return `route ${name}: ${paths} → ${to}; ${sayWho(policy)}`
}

const sayWho = (policy: ExtAuthPolicy | undefined) => {
  if (!policy) return 'anybody'
  return policy.login
    ? `whoever has logged in (ExtAuthPolicy ${glooName(policy)})`
    : `anybody, for ExtAuthPolicy ${glooName(policy)} is disabled`
}

function sayPolicy(policy: ExtAuthPolicy, appUrl: string | undefined): string[] {
  const { login } = policy
  if (!login) return []
  const { issuerUrl, clientId, callbackPath, logoutPath } = login
  const own = appUrl ?? login.appUrl.text
  return [
    `ExtAuthPolicy ${glooName(policy)}, for routes with ${policy.routes.map(({ labels }) => sayLabels(labels)).join('; or ')}:`,
    `  people log in at ${issuerUrl} as users of the client ${clientId}, and come back to ${own}${callbackPath}`,
    `  ${logoutPath === undefined ? 'nobody can log out here' : `they log out at ${own}${logoutPath}`}`,
    `  the service behind hears: ${sayHeaders(login)}`,
    `  sessions are ${saySession(login)}`,
    ...(login.failOnRedirect ? ['  whoever has not logged in is answered 401'] : []),
  ]
}

function sayHeaders({ idTokenHeader, accessTokenHeader, idTokenClaims, accessTokenClaims }: GlooLogin): string {
  const all = [
    ...(idTokenHeader === undefined ? [] : [`${idTokenHeader} (ID token)`]),
    ...(accessTokenHeader === undefined ? [] : [`${accessTokenHeader} (access token)`]),
    ...[...idTokenClaims, ...accessTokenClaims].map(({ claim, header }) => `${header} (${claim})`),
  ]
  return all.length === 0 ? 'nothing of who it is' : all.join(', ')
}

const saySession = ({ session }: GlooLogin) => {
  if (session.kind === 'store') return `in a store, by the cookie ${session.cookieName}`
  return session.cipherKey
    ? `in sealed cookies, with the key of the Secret ${glooName(session.cipherKey)}`
    : 'in sealed cookies, with a key that ends with this process: name one in session.cipherConfig to keep people logged in'
}
