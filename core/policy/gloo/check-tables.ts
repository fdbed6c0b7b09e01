import { quoted } from '../mesh/read-parts.ts'
import { perhapsCalled } from './gloo-parts.ts'
import type { GlooReport } from './gloo-report.ts'
import { glooName, type GlooHost, type GlooRoute, type RouteTable, type VirtualGateway } from './model.ts'
import { coversHost } from './plan.ts'

/** Whether each table is at a gateway that is there, for hosts that are let in, with routes that can be reached. */
export function checkTables(
  { gateways, tables }: { gateways: readonly VirtualGateway[]; tables: readonly RouteTable[] },
  report: GlooReport,
): void {
  const byName = new Map(gateways.map((gateway) => [glooName(gateway), gateway]))
  const taken = new Map<string, RouteTable>()
  for (const table of tables) {
    const own: VirtualGateway[] = []
    for (const [at, ref] of table.gateways.entries()) {
      const gateway = byName.get(glooName(ref))
      if (gateway) own.push(gateway)
      else
        report.fault(
          table,
          ref.place,
          `spec.virtualGateways[${at}]`,
          `there is no VirtualGateway ${quoted(glooName(ref))}${perhapsCalled(glooName(ref), [...byName.keys()])}`,
        )
    }
    for (const host of table.hosts) {
      if (own.length > 0) checkAllowed(table, host, own, report)
      for (const gateway of own) checkTaken(table, host, gateway, taken, report)
    }
    checkReached(table, report)
    checkRewrites(table, report)
  }
}

function checkAllowed(
  table: RouteTable,
  { host, place }: GlooHost,
  own: readonly VirtualGateway[],
  report: GlooReport,
): void {
  const allowed = own.flatMap(({ listeners }) => listeners.flatMap(({ hosts }) => hosts))
  if (allowed.some((pattern) => coversHost(pattern, host))) return
  report.fault(
    table,
    place,
    'spec.hosts',
    `no listener of its gateways lets ${quoted(host)} in${perhapsCalled(host, allowed)}`,
  )
}

/** In which order the routes of two tables would be looked at is said by no file. */
function checkTaken(
  table: RouteTable,
  { host, place }: GlooHost,
  gateway: VirtualGateway,
  taken: Map<string, RouteTable>,
  report: GlooReport,
): void {
  const name = `${glooName(gateway)} ${host}`
  const other = taken.get(name)
  if (other) {
    const also =
      other === table
        ? 'this table already'
        : `RouteTable ${glooName(other)} (${other.place.file}, line ${other.place.line})`
    report.fault(
      table,
      place,
      'spec.hosts',
      `${quoted(host)} has routes in ${also}: put all routes of a host into one table, in their order`,
    )
  } else taken.set(name, table)
}

/** Routes are looked at in their order: one behind a shorter prefix is never reached. */
function checkReached(table: RouteTable, report: GlooReport): void {
  for (const [at, route] of table.routes.entries()) {
    const before = table.routes.slice(0, at).find((one) => takesAllOf(one, route))
    if (before)
      report.hint(
        table,
        route.place,
        `spec.http[${at}]`,
        `route ${quoted(route.name)} is never reached: route ${quoted(before.name)} stands before it and takes all of it. The first that matches is taken, so put the longer path first`,
      )
  }
}

/** `/api` is also a beginning of `/apisecret`: with `/v1/` in its place, that is `/v1/secret`. */
function checkRewrites(table: RouteTable, report: GlooReport): void {
  for (const [at, { name, place, matchers, pathRewrite = '' }] of table.routes.entries()) {
    const prefix = matchers.find(({ kind, value }) => kind === 'prefix' && !value.endsWith('/'))?.value
    if (prefix !== undefined && pathRewrite.endsWith('/'))
      report.hint(
        table,
        place,
        `spec.http[${at}].forwardTo.pathRewrite`,
        `route ${quoted(name)} takes ${quoted(`${prefix}secret`)}, too, and sends it on as ${quoted(`${pathRewrite}secret`)}, and ${quoted(`${prefix}/secret`)} with two slashes. End the prefix with "/" where ${quoted(pathRewrite)} does, or neither`,
      )
  }
}

const EVERY_PATH = [{ kind: 'prefix', value: '/', ignoreCase: false }] as const

function takesAllOf(first: GlooRoute, second: GlooRoute): boolean {
  const [firsts, seconds] = [first, second].map(({ matchers }) => (matchers.length === 0 ? EVERY_PATH : matchers))
  return (seconds ?? []).every((later) => (firsts ?? []).some((one) => takesAll(one, later)))
}

interface MatchForm {
  readonly kind: 'prefix' | 'exact' | 'regex'
  readonly value: string
  readonly ignoreCase: boolean
}

function takesAll(one: MatchForm, later: MatchForm): boolean {
  if (one.kind === 'prefix' && one.value === '/') return true
  if (one.kind === 'regex' || later.kind === 'regex' || (later.ignoreCase && !one.ignoreCase)) return false
  const [short, long] = one.ignoreCase ? [one.value.toLowerCase(), later.value.toLowerCase()] : [one.value, later.value]
  return one.kind === 'prefix' ? long.startsWith(short) : later.kind === 'exact' && short === long
}
