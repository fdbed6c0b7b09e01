import type { NoTrust, Scenario, TrustMode } from './scenario.ts'

/** One who calls another: their names. */
export type Hop = readonly [from: string, to: string]

const ISSUING = 'jwt-factory'

/** Whether the factory signs the tokens, or is asked about them. */
const INVOLVES_FACTORY: Record<TrustMode | NoTrust, boolean> = {
  'ask-factory': true,
  'pinned-key': false,
  'key-set': true,
  'access-token': true,
  introspection: true,
  sidecars: true,
  mesh: true,
  gateway: false,
  relay: true,
  people: true,
  login: true,
}

/**
 * Who calls whom in a scenario, in the order in which it happens: the caller each callee, unless the scenario says it; and, where the
 * factory has a part in it, every service of the cast the factory.
 */
export function hopsOf({ caller, callees, calls, trust }: Scenario): Hop[] {
  const own: Hop[] = calls ? Object.entries(calls).flatMap(([from, all]) => all.map((to): Hop => [from, to])) : []
  const direct = calls ? own : callees.map((callee): Hop => [caller, callee])
  const asking = INVOLVES_FACTORY[trust]
    ? askersIn({ caller, callees, trust, ...(calls && { calls }) }).map((name): Hop => [name, ISSUING])
    : []
  return [...asking, ...direct]
}

function askersIn({
  caller,
  callees,
  calls,
  trust,
}: Pick<Scenario, 'caller' | 'callees' | 'calls' | 'trust'>): string[] {
  // Services that leave tokens to sidecars leave keys to them, too.
  if (trust === 'sidecars') return Object.keys(calls ?? {}).filter((name) => name !== caller)
  // Who logs people in is asked by their browser, by the gateway, which fetches the tokens, and by the page for keys.
  if (trust === 'login') return ['browser', 'login-gateway', 'web-ui']
  if (trust === 'relay') return [caller, ...(calls?.[caller] ?? [])]
  return trust === 'mesh' ? [caller] : [caller, ...callees]
}
