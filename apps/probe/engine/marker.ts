import { UsageFault } from '#core/process/command-line'
import type { Answer } from '../answer.ts'

/** What only an answer has that believed the token: it decides, whatever the status is. */
export type Marker =
  /** A header, with this value where one is given. */
  | { readonly in: 'header'; readonly name: string; readonly value?: string }
  /** A member of a JSON body, by the names on the way to it, with this value where one is given. */
  | { readonly in: 'json'; readonly path: readonly string[]; readonly value?: string }
  | { readonly in: 'text'; readonly text: string }

/** What to do where nobody can tell an accepted answer from another. */
export const HINT = '--accepted-when says what only an accepted answer has'

/** `header:NAME`, `header:NAME=VALUE`, `json:PATH.TO.IT=VALUE`, `text:WORDS`. @throws UsageFault */
export function readMarker(text: string): Marker {
  const [, place, rest] = /^(header|json|text):(.+)$/s.exec(text) ?? []
  if (place === undefined || rest === undefined)
    throw new UsageFault('--accepted-when is header:NAME=VALUE, json:PATH=VALUE or text:WORDS.')
  if (place === 'text') return { in: 'text', text: rest }
  const end = rest.indexOf('=')
  const name = end < 0 ? rest : rest.slice(0, end)
  const value = end < 0 ? {} : { value: rest.slice(end + 1) }
  if (name === '') throw new UsageFault(`--accepted-when names no ${place === 'json' ? 'member' : 'header'}.`)
  return place === 'header'
    ? { in: 'header', name: name.toLowerCase(), ...value }
    : { in: 'json', path: name.split('.'), ...value }
}

/** Whether an answer has it. */
export function hasMarker({ headers, body }: Answer, marker: Marker): boolean {
  if (marker.in === 'text') return body.includes(marker.text)
  if (marker.in === 'header')
    return headers.some(([name, value]) => name === marker.name && (marker.value ?? value) === value)
  const found = marker.path.reduce<unknown>(memberOfBody, jsonOfBody(body))
  if (found === undefined) return false
  return marker.value === undefined || marker.value === (typeof found === 'string' ? found : JSON.stringify(found))
}

/** The own member of an object or a list; undefined where there is none. */
export const memberOfBody = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name] // it is one, and it has it
    : undefined

/** What some write ahead of JSON, so that it is no program to a browser. */
const NO_PROGRAM = /^\s*(?:\)\]\}'?,?|for\s*\(;;\);|while\s*\(1\);)\s*/

/** Text without it is no JSON: to have it parsed takes longer than all else that is done with it. */
const BEGINS_AS_JSON = /^\s*[[{"\dtfn-]/

/** What a body says in JSON; undefined where it is none. */
export function jsonOfBody(body: string): unknown {
  const text = body.replace(NO_PROGRAM, '')
  if (!BEGINS_AS_JSON.test(text)) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
