import type { AskedRequest } from '../../dialect.ts'
import { fieldValues } from '../../field-values.ts'

/** Where the plugin is told to look for tokens. Names of headers in lower case. */
export interface KongPlaces {
  readonly uriParamNames: readonly string[]
  readonly cookieNames: readonly string[]
  readonly headerNames: readonly string[]
}

/** As many arguments of a query are read. */
const MOST_ARGUMENTS = 100

/**
 * All tokens of a request (KJ-1): of the query all values, of each cookie and header the first. Equal ones count once, and empty ones
 * are none.
 * @returns texts; `true` for an argument without a value, which is no token and is no text either
 */
export function kongTokens(request: AskedRequest, places: KongPlaces): ReadonlySet<string | true> {
  const found = new Set<string | true>()
  const parameters = places.uriParamNames.length === 0 ? [] : argumentsOf(request.target)
  for (const name of places.uriParamNames) {
    for (const [key, value] of parameters) if (key === name && value !== '') found.add(value)
  }
  const cookies = places.cookieNames.length === 0 ? '' : fieldValues(request, 'cookie').join(';')
  for (const name of places.cookieNames) {
    const value = firstCookie(cookies, name)
    if (value !== '') found.add(value)
  }
  for (const name of places.headerNames) {
    const [value = ''] = fieldValues(request, name)
    const token = BEARER_ANYWHERE.exec(value)?.[1]
    if (token !== undefined) found.add(token)
  }
  return found
}

/** Anywhere in the value, and to its end; `BEARER` is none. */
const BEARER_ANYWHERE = /[Bb]earer\s+(.+)/

function argumentsOf(target: string): readonly (readonly [name: string, value: string | true])[] {
  const mark = target.indexOf('?')
  if (mark === -1) return []
  return target
    .slice(mark + 1)
    .split('&', MOST_ARGUMENTS)
    .map((text) => {
      const equals = text.indexOf('=')
      return equals === -1
        ? [decodedArgument(text), true]
        : [decodedArgument(text.slice(0, equals)), decodedArgument(text.slice(equals + 1))]
    })
}

/** Octet by octet; what is no escape stays as it is. A token has ASCII alone. */
const decodedArgument = (text: string): string =>
  text
    .replaceAll('+', ' ')
    .replace(/%([\da-f]{2})/gi, (_escape, code: string) => String.fromCharCode(Number.parseInt(code, 16)))

/** The server in front of the original looks for names in any case. */
function firstCookie(cookies: string, name: string): string {
  const wanted = name.toLowerCase()
  for (const pair of cookies.split(';')) {
    const equals = pair.indexOf('=')
    if (equals !== -1 && pair.slice(0, equals).trim().toLowerCase() === wanted) return pair.slice(equals + 1).trim()
  }
  return ''
}
