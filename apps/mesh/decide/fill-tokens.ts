import { isObject } from '#core/token/claims'
import type { CaseRequest, PolicyCase } from './cases-file.ts'

/** Tokens by their names. */
export type NamedTokens = ReadonlyMap<string, string>

const TOKEN_PLACE = /\$\{([\w-]{1,100})(\.payload)?\}/g

/** Puts tokens where `${Name}` stands, and their payloads where `${Name.payload}` does. */
export const fillIn = (text: string, tokens: NamedTokens): string =>
  text.replace(TOKEN_PLACE, (all, name: string, payload?: string) => {
    const token = tokens.get(name) ?? all
    return payload ? (token.split('.')[1] ?? '') : token
  })

/** The names of the tokens that a case needs. */
export function tokensNeeded({ request, expect }: Pick<PolicyCase, 'request' | 'expect'>): string[] {
  const seen = expect?.decision === undefined ? Object.values(expect?.upstreamHeaders ?? {}) : []
  const texts = [
    request.path ?? '',
    ...Object.values(request.headers ?? {}).flat(),
    ...seen.filter((text) => text !== null),
  ]
  const written = texts.flatMap((text) => [...text.matchAll(TOKEN_PLACE)].map(([, name = '']) => name))
  return [...written, ...(request.token === undefined ? [] : [request.token])]
}

/** The header fields of a request as Node has them: name, value, name, value … */
export function fieldsOfRequest({ host, headers = {}, token }: CaseRequest, tokens: NamedTokens): string[] {
  const further = Object.entries(headers).flatMap(([name, values]) =>
    [values].flat().flatMap((value) => [name, fillIn(value, tokens)]),
  )
  const credentials = token === undefined ? [] : ['authorization', `Bearer ${tokens.get(token) ?? ''}`]
  return [...(host === undefined ? [] : ['host', host]), ...further, ...credentials]
}

/**
 * The tokens of a `tokens.json`: `{"name": {"token": "eyJ…"}}`, or the token itself in place of the block.
 * @returns the names of those that are neither, too
 */
export function readNamedTokens(json: unknown): { tokens: NamedTokens; faulty: readonly string[] } {
  const found = Object.entries(isObject(json) ? json : {}).map(([name, given]) => ({
    name,
    token: isObject(given) ? given['token'] : given,
  }))
  return {
    tokens: new Map(found.flatMap(({ name, token }) => (typeof token === 'string' ? [[name, token]] : []))),
    faulty: found.flatMap(({ name, token }) => (typeof token === 'string' ? [] : [name])),
  }
}
