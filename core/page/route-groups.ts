/** What stands under one heading, in the order of the page: the first that fits counts. */
const GROUPS: readonly (readonly [title: string, paths: RegExp])[] = [
  ['Scenarios', /^\/scenario\d+$/],
  ['What a scenario calls here', /^\/scenario\d+-server$/],
  ['Tokens', /^\/(?:issueToken|verify)\b/],
  ['OAuth', /^\/(?:token|introspect|revoke|authorize|issuers|\.well-known)\b/],
  ['Keys', /^\/(?:keys|jwks|gen-keys|utils)\b/],
  ['Key registry', /^\/registry\b/],
  ['Control', /^\/control\b/],
]
const FURTHER = 'Further'

/** Routes by what they are for. @returns each group that has one, with its title */
export function groupRoutes<Route extends { path: string }>(routes: readonly Route[]): [string, Route[]][] {
  const groupOf = ({ path }: Route) => GROUPS.find(([, paths]) => paths.test(path))?.[0] ?? FURTHER
  return [...GROUPS.map(([title]) => title), FURTHER]
    .map((title): [string, Route[]] => [title, routes.filter((one) => groupOf(one) === title)])
    .filter(([, members]) => members.length > 0)
}
