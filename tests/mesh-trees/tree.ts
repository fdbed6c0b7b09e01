import type { RequestFacts } from '#core/policy/mesh/facts'

/** A node of a filter tree, as tests/vectors/istio/README.md describes them. */
export type TreeNode = Readonly<Record<string, unknown>>

/** Whether a node is true for a request. */
export type NodeTest = (facts: RequestFacts) => boolean

type TreeText = {
  exact?: string
  prefix?: string
  suffix?: string
  safeRegex?: { regex: string }
  ignoreCase?: boolean
}

/** A small evaluator, made of nothing of ours but the type of the facts: each node becomes a function, once. */
export function compileNode(node: TreeNode): NodeTest {
  for (const [name, value] of Object.entries(node)) {
    const compile = NODES[name]
    if (compile) return compile(value)
  }
  throw new Error(`no such node: ${JSON.stringify(node)}`)
}

const children = (value: unknown): NodeTest[] => {
  const { rules, ids } = value as { rules?: TreeNode[]; ids?: TreeNode[] }
  return (rules ?? ids ?? []).map(compileNode)
}
const all = (value: unknown): NodeTest => {
  const tests = children(value)
  return (facts) => tests.every((test) => test(facts))
}
const some = (value: unknown): NodeTest => {
  const tests = children(value)
  return (facts) => tests.some((test) => test(facts))
}
const not = (value: unknown): NodeTest => {
  const test = compileNode(value as TreeNode)
  return (facts) => !test(facts)
}

/** What a node may be, by the name of its member. */
const NODES: Record<string, (value: unknown) => NodeTest> = {
  any: (value) => () => value === true,
  andRules: all,
  andIds: all,
  orRules: some,
  orIds: some,
  notRule: not,
  notId: not,
  header: compileHeader,
  urlPath: (value) => {
    const test = compileText((value as { path: TreeText }).path)
    return (facts) => facts.path !== undefined && test(withoutQuery(facts.path))
  },
  uriTemplate: (value) => {
    const pattern = templatePattern((value as { typedConfig: { pathTemplate: string } }).typedConfig.pathTemplate)
    return (facts) => facts.path !== undefined && pattern.test(withoutQuery(facts.path))
  },
  destinationPort:
    (value) =>
    ({ port }) =>
      port === value,
  destinationIp: (value) => compileAddress(value, ({ destinationIp }) => destinationIp),
  directRemoteIp: (value) => compileAddress(value, ({ sourceIp }) => sourceIp),
  remoteIp: (value) => compileAddress(value, ({ remoteIp }) => remoteIp),
  requestedServerName: (value) => {
    const test = compileText(value as TreeText)
    return ({ serverName }) => test(serverName ?? '')
  },
  authenticated: (value) => {
    const test = compileText((value as { principalName: TreeText }).principalName)
    return ({ peerUri }) => peerUri !== undefined && test(peerUri)
  },
  metadata: compileMetadata,
}

const withoutQuery = (path: string) => path.split(/[?#]/)[0] ?? ''

export function compileText({
  exact,
  prefix,
  suffix,
  safeRegex,
  ignoreCase = false,
}: TreeText): (text: string) => boolean {
  const fold = (text: string) => (ignoreCase ? text.toLowerCase() : text)
  if (exact !== undefined) return (text) => fold(text) === fold(exact)
  if (prefix !== undefined) return (text) => fold(text).startsWith(fold(prefix))
  if (suffix !== undefined) return (text) => fold(text).endsWith(fold(suffix))
  const pattern = new RegExp(`^(?:${safeRegex?.regex})$`)
  return (text) => pattern.test(text)
}

const OPERATOR_CHARACTERS = "A-Za-z0-9\\-._~%!$&'()+,;:@"

function templatePattern(template: string): RegExp {
  const source = template
    .split(/(\*\*|\*)/)
    .map((piece) => {
      if (piece === '**') return `[${OPERATOR_CHARACTERS}/]*`
      return piece === '*' ? `[${OPERATOR_CHARACTERS}]+` : piece.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    })
    .join('')
  return new RegExp(`^${source}$`)
}

function compileHeader(value: unknown): NodeTest {
  const { name, presentMatch, stringMatch } = value as { name: string; presentMatch?: boolean; stringMatch?: TreeText }
  const test = presentMatch ? () => true : compileText(stringMatch ?? {})
  const seen = ({ method, host, headers }: RequestFacts) => {
    if (name === ':method') return method
    return name === ':authority' ? host : headers?.[name.toLowerCase()]
  }
  return (facts) => {
    const text = seen(facts)
    return text !== undefined && test(String(text))
  }
}

const number = (address: string) => address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)

function compileAddress(value: unknown, seen: (facts: RequestFacts) => string | undefined): NodeTest {
  const { addressPrefix, prefixLen } = value as { addressPrefix: string; prefixLen: number }
  const size = 2 ** (32 - prefixLen)
  const wanted = Math.floor(number(addressPrefix) / size)
  return (facts) => {
    const address = seen(facts)
    return address !== undefined && Math.floor(number(address) / size) === wanted
  }
}

interface TreeValue {
  stringMatch?: TreeText
  listMatch?: { oneOf: TreeValue }
  orMatch?: { valueMatchers: TreeValue[] }
}

function compileMetadata(value: unknown): NodeTest {
  const { filter, path, value: matcher } = value as { filter: string; path: { key: string }[]; value: TreeValue }
  const test = compileValue(matcher)
  return ({ claims, filters }) => {
    let found: unknown = filter === 'envoy.filters.http.jwt_authn' ? { payload: claims } : filters?.[filter]
    for (const { key } of path) found = (found as Record<string, unknown> | undefined)?.[key]
    return test(found)
  }
}

function compileValue({ stringMatch, listMatch, orMatch }: TreeValue): (value: unknown) => boolean {
  if (stringMatch) {
    const test = compileText(stringMatch)
    return (value) => typeof value === 'string' && test(value)
  }
  if (listMatch) {
    const test = compileValue(listMatch.oneOf)
    return (value) => Array.isArray(value) && value.some(test)
  }
  const tests = (orMatch?.valueMatchers ?? []).map(compileValue)
  return (value) => tests.some((test) => test(value))
}
