import type { Attribute } from '../attributes.ts'
import { isPathTemplate } from '../path-template.ts'
import { quoted } from '../read-parts.ts'

/** Why no request has such a value, and what to write. */
export interface DeadValue {
  message: string
  advice: string
}

/** What a value of an attribute may never be; undefined where a request may have it. */
export function neverProblem(attribute: Attribute, value: string): DeadValue | undefined {
  switch (attribute.kind) {
    case 'path':
      return pathNever(value)
    case 'method':
      return /[a-z]/.test(value) && !value.includes('*')
        ? dead(value, 'methods are written in capitals', `write ${quoted(value.toUpperCase())}`)
        : undefined
    case 'host':
      return value.includes('/')
        ? dead(value, 'a host has no scheme and no path', 'write the name alone, such as "example.org"')
        : undefined
    case 'principal':
      return principalNever(value)
    case 'request-principal':
      return value.includes('/') || value.includes('*')
        ? undefined
        : dead(
            value,
            'without a slash it is the issuer, and the subject must be empty',
            `write ${quoted(`${value}/*`)}`,
          )
    case 'namespace':
      return value.includes('/') ? dead(value, 'a namespace has no slash', 'write the namespace alone') : undefined
    case 'claim':
      return splitAlways(attribute.names) && value.includes(' ')
        ? dead(value, 'this claim is split at its spaces', 'write each of its words as a value')
        : undefined
    default:
      return undefined
  }
}

const dead = (value: string, why: string, advice: string): DeadValue => ({
  message: `${quoted(value)} never matches: ${why}`,
  advice,
})

const splitAlways = (names: readonly string[]) => names.length === 1 && ['scope', 'permission'].includes(names[0] ?? '')

function pathNever(value: string): DeadValue | undefined {
  if (!value.startsWith('/') && !value.startsWith('*'))
    return dead(value, 'a path begins with a slash', `write ${quoted(`/${value}`)}`)
  if (/[?#]/.test(value)) return dead(value, 'the query is not looked at', 'take out what begins with "?" or "#"')
  if (!isPathTemplate(value) && /\{[^}]*\}/.test(value))
    return dead(value, 'braces are literal here', 'write {*} for one segment')
  return undefined
}

function principalNever(value: string): DeadValue | undefined {
  if (value.startsWith('spiffe://'))
    return dead(value, 'principals have no scheme', `write ${quoted(value.slice('spiffe://'.length))}`)
  if (value.includes('*') || value.split('/').length >= 5) return undefined
  return dead(value, 'it is no whole identity', 'write <trust domain>/ns/<namespace>/sa/<service account>')
}
