import type { z } from 'zod'

/** Of a file of which something else may be wrong: what could not be read is as it was written. */
interface Together {
  consumers?: unknown
  gateways?: unknown
}

/** What holds between the entries of a file: names, keys of credentials, and places are for one each. */
export function checkTogether({ consumers, gateways }: Together, context: z.RefinementCtx): void {
  const say = (path: (string | number)[], message: string) => context.addIssue({ code: 'custom', path, message })
  const names = createOnlyOnes()
  const keys = createOnlyOnes()
  const places = createOnlyOnes()
  for (const [at, { id, username, credentials, jwt_secrets }] of blocksIn(consumers)) {
    for (const [key, name] of [
      ['id', id],
      ['username', username === id ? undefined : username],
    ] as const)
      if (names.isSecond(name)) say(['consumers', at, key], 'is that of another consumer: ids and names are for one each') // prettier-ignore
    for (const [number, { key }] of blocksIn(credentials ?? jwt_secrets))
      if (keys.isSecond(key)) say(['consumers', at, 'jwt_secrets', number, 'key'], 'is that of another credential')
  }
  for (const [at, { listen }] of blocksIn(gateways))
    if (places.isSecond(listensAt(listen)))
      say(['gateways', at, 'listen'], 'is where another gateway listens: one each')
}

const blocksIn = (list: unknown): (readonly [at: number, block: Readonly<Record<string, unknown>>])[] =>
  Array.isArray(list) ? list.map((each, at) => [at, (each ?? {}) as Record<string, unknown>] as const) : [] // whatever it is, nothing but its members is looked at

function createOnlyOnes() {
  const seen = new Set<string>()
  return {
    isSecond(value: unknown): boolean {
      if (typeof value !== 'string') return false
      const isThere = seen.has(value)
      seen.add(value)
      return isThere
    },
  }
}

/** Where it is, once that was read; undefined for a port that the system chooses. */
function listensAt(listen: unknown): string | undefined {
  const { kind, host = '', port, path } = (listen ?? {}) as Readonly<Record<string, unknown>> // as `blocksIn`
  if (kind === 'socket') return `unix:${String(path)}`
  return kind === 'tcp' && port !== 0 ? `${String(host).toLowerCase()}:${String(port)}` : undefined
}
