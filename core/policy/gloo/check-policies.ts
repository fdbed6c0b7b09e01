import type { Labels } from '../mesh/model.ts'
import { quoted } from '../mesh/read-parts.ts'
import { perhapsCalled } from './gloo-parts.ts'
import type { GlooReport } from './gloo-report.ts'
import { glooName, type ExtAuthPolicy, type ExtAuthServer, type GlooRoute, type RouteTable } from './model.ts'

interface Kinds {
  tables: readonly RouteTable[]
  policies: readonly ExtAuthPolicy[]
  servers: readonly ExtAuthServer[]
}

/**
 * Finds the policy of each route by its labels. A policy that no route has would leave open what it is there to close, so that is a
 * fault here; and of two on a route Gloo takes the one that was made first, which no file says.
 */
export function policiesOfRoutes(
  { tables, policies, servers }: Kinds,
  report: GlooReport,
): ReadonlyMap<GlooRoute, ExtAuthPolicy> {
  const found = new Map<GlooRoute, ExtAuthPolicy>()
  const used = new Set<ExtAuthPolicy['routes'][number]>()
  for (const table of tables)
    for (const [at, route] of table.routes.entries()) {
      const fitting = policies.filter((policy) => {
        const selectors = policy.routes.filter(({ labels }) => hasLabels(route.labels, labels))
        for (const selector of selectors) used.add(selector)
        return selectors.length > 0
      })
      const [policy, second] = fitting
      if (policy) found.set(route, policy)
      if (policy && second)
        report.fault(
          table,
          route.place,
          `spec.http[${at}].labels`,
          `two policies are for route ${quoted(route.name)}, ${glooName(policy)} and ${glooName(second)}: which of them Gloo takes depends on which was made first; give them labels of their own`,
        )
      if (!policy && Object.keys(route.labels).length > 0)
        report.hint(
          table,
          route.place,
          `spec.http[${at}].labels`,
          `no policy names ${sayLabels(route.labels)}: nobody needs to log in for route ${quoted(route.name)}`,
        )
    }
  const routes = tables.flatMap((table) => table.routes)
  for (const policy of policies) {
    checkServer(policy, servers, report)
    for (const [at, selector] of policy.routes.entries())
      if (!used.has(selector))
        report.fault(
          policy,
          selector.place,
          `spec.applyToRoutes[${at}].route.labels`,
          `no route has ${sayLabels(selector.labels)}: nobody would have to log in anywhere by this policy${perhapsCalled(
            sayLabels(selector.labels),
            [...new Set(routes.map(({ labels }) => sayLabels(labels)))].filter((text) => text !== ''),
          )}`,
        )
  }
  return found
}

function checkServer(policy: ExtAuthPolicy, servers: readonly ExtAuthServer[], report: GlooReport): void {
  const { server } = policy
  if (!server || servers.some((each) => glooName(each) === glooName(server))) return
  report.fault(
    policy,
    server.place,
    'spec.config.server',
    `there is no ExtAuthServer ${quoted(glooName(server))}${perhapsCalled(glooName(server), servers.map(glooName))}`,
  )
}

const hasLabels = (own: Labels, asked: Labels) =>
  Object.entries(asked).every(([key, value]) => Object.hasOwn(own, key) && own[key] === value)

/** `oauth=true, tier=web` */
export const sayLabels = (labels: Labels): string =>
  Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(', ')
