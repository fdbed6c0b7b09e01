import { isObject } from '#core/token/claims'
import { dissectToken } from '#core/token/dissect/dissect'

/** What a token says of who made it. Nobody has checked any of it: it is for finding keys, and those are found where keys are, never in it. */
export interface TokenSays {
  kid?: string
  iss?: string
  sub?: string
}

/** A longer name is that of nobody here. Characters. */
const LONGEST_SAID = 2000

/** Reads as much as can be read: one that no verifier would take has an owner, too. */
export function tokenSays(token: string): TokenSays {
  const [header, payload] = dissectToken(token).parts.map(({ json }) => json?.value)
  return { ...textsIn(header, ['kid']), ...textsIn(payload, ['iss', 'sub']) }
}

function textsIn(value: unknown, names: readonly (keyof TokenSays)[]): TokenSays {
  if (!isObject(value)) return {}
  const texts = names.flatMap((name) => {
    const text = Object.hasOwn(value, name) ? value[name] : undefined
    return typeof text === 'string' && text.length <= LONGEST_SAID ? [[name, text] as const] : []
  })
  return Object.fromEntries(texts)
}
