import type { MeshFault } from '../mesh/read-parts.ts'
import { checkListeners } from './check-listeners.ts'
import { checkLogin, type GivenSecrets } from './check-login.ts'
import { policiesOfRoutes } from './check-policies.ts'
import { checkTables } from './check-tables.ts'
import { createGlooReport } from './gloo-report.ts'
import { glooName, type ExtAuthPolicy, type GlooDocument, type RouteTable, type VirtualGateway } from './model.ts'
import { coversHost, type GlooPlan, type PlannedListener } from './plan.ts'

/** The documents of some files by their kinds. */
export function glooKinds(documents: readonly GlooDocument[]) {
  return {
    gateways: documents.filter((each) => each.kind === 'VirtualGateway'),
    tables: documents.filter((each) => each.kind === 'RouteTable'),
    servers: documents.filter((each) => each.kind === 'ExtAuthServer'),
    policies: documents.filter((each) => each.kind === 'ExtAuthPolicy'),
    secrets: documents.filter((each) => each.kind === 'Secret'),
  }
}

/**
 * Resolves what documents say of each other, and looks whether it fits together.
 * @param given secrets that do not stand in files
 * @returns the plan; with faults, it must not be used
 */
export function planGloo(documents: readonly GlooDocument[], given: GivenSecrets) {
  const kinds = glooKinds(documents)
  const report = createGlooReport()
  checkTables(kinds, report)
  const policyOf = policiesOfRoutes(kinds, report)
  const listeners = kinds.gateways.flatMap((gateway) => planListeners(gateway, kinds.tables, policyOf))
  checkListeners(listeners, kinds, given, report)
  const plan: GlooPlan = { listeners, policies: kinds.policies.filter(({ login }) => login) }
  for (const policy of plan.policies) checkLogin(policy, plan, kinds, given, report)
  return { plan, faults: report.faults as readonly MeshFault[], hints: report.hints as readonly MeshFault[] }
}

function planListeners(
  gateway: VirtualGateway,
  tables: readonly RouteTable[],
  policyOf: ReadonlyMap<unknown, ExtAuthPolicy>,
): PlannedListener[] {
  const own = tables.filter((table) => table.gateways.some((ref) => glooName(ref) === glooName(gateway)))
  return gateway.listeners.map((listener) => ({
    gateway,
    listener,
    hosts: own.flatMap((table) =>
      table.hosts
        .filter(({ host }) => listener.hosts.some((allowed) => coversHost(allowed, host)))
        .map(({ host }) => ({
          host,
          table,
          routes: table.routes.map((route) => {
            const policy = policyOf.get(route)
            return { route, table, ...(policy && { policy }) }
          }),
        })),
    ),
  }))
}
