import type { AttackRequest, AttackStep, Attempt } from '#attacks'

/** What makes the steps of two attempts differ, whatever tokens are in them: `key set`, `steps`, `request.method`, `body.scope`. */
export function differencesOfSteps(good: Attempt, bad: Attempt): string[] {
  const [one, other] = [good, bad].map(masked)
  if (!one || !other || JSON.stringify(one) === JSON.stringify(other)) return []
  if (one.length !== other.length) return ['steps']
  return [...new Set(one.flatMap((step, at) => differencesOfStep(step, other[at])))]
}

/** Of a flood, each is as the others. */
const MOST_TOKENS = 3

/** A key id that the catalogue made up is another one each time. */
export const FRESH_KID = /probe-\d+-\d+/g

/** Tokens are compared elsewhere, so they are all the same here. */
function masked({ steps, tokens }: Attempt): AttackStep[] {
  const few = tokens.slice(0, MOST_TOKENS).sort((a, b) => b.length - a.length)
  const write = (value: unknown) =>
    typeof value === 'string' ? few.reduce(replaced, value.replaceAll(FRESH_KID, '*')) : value
  return JSON.parse(JSON.stringify(steps, (_name, value: unknown) => write(value)))
}

const replaced = (text: string, token: string) =>
  token === '' ? text : text.replaceAll(encodeURIComponent(token), '*').replaceAll(token, '*')

function differencesOfStep(one: AttackStep, other: AttackStep | undefined): string[] {
  if (JSON.stringify(one) === JSON.stringify(other)) return []
  if (one.do !== other?.do) return ['steps']
  if (one.do === 'publish') return ['key set']
  if (one.do === 'send-together' && other.do === one.do && one.requests.length === other.requests.length) return []
  if ('request' in one && 'request' in other) return differencesOfRequests(one.request, other.request)
  return ['steps']
}

function differencesOfRequests(one: AttackRequest, other: AttackRequest): string[] {
  const members = ['method', 'path', 'query', 'headers'] as const
  return [
    ...members
      .filter((name) => JSON.stringify(one[name]) !== JSON.stringify(other[name]))
      .map((name) => `request.${name}`),
    ...differencesOfForms(one.body, other.body),
  ]
}

function differencesOfForms(one = '', other = ''): string[] {
  const [was, is] = [one, other].map((body) => new URLSearchParams(body))
  const names = new Set([...(was?.keys() ?? []), ...(is?.keys() ?? [])])
  return [...names]
    .filter((name) => JSON.stringify(was?.getAll(name)) !== JSON.stringify(is?.getAll(name)))
    .map((name) => `body.${name}`)
}
