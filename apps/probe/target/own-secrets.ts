import { jsonOfBody } from '../engine/marker.ts'
import type { ProbeTarget } from './probe-target.ts'

/** Headers that say what a program is and what it reads. */
const PLAIN_HEADER =
  /^(?:accept(?:-language|-encoding|-charset)?|content-type|user-agent|cache-control|pragma|origin|dnt|priority|te|upgrade-insecure-requests|sec-(?:fetch|ch)-[\w-]+)$/i

/** Any other header of a target may have something secret in it, whatever its name. */
export const isSecretHeader = (name: string): boolean => !PLAIN_HEADER.test(name)

/** Numbers and truth values are no secrets. */
export const isSecretValue = (value: string): boolean => !/^(?:[\d.,:-]*|true|false|yes|no)$/i.test(value)

/** What a target wants besides a token, and no report may tell: values of its headers, its cookies, its body and its query. */
export function ownSecrets({ extraHeaders, body = '', url }: Pick<ProbeTarget, 'extraHeaders' | 'body' | 'url'>) {
  const headers = extraHeaders.flatMap(([name, value]) => (isSecretHeader(name) ? [value, ...namedValues(value)] : []))
  const query = url.search.slice(1).split('&').flatMap(namedValues)
  const json = jsonOfBody(body)
  const isObject = typeof json === 'object' && json !== null
  // Of an object its values are secret: what echoes a short one tells none.
  const inBody = [isObject ? '' : body, ...body.split('&').flatMap(namedValues), ...textLeaves(json)]
  const all = [...headers, ...query, ...inBody].filter(isSecretValue)
  return [...new Set(all.flatMap((each) => [each, withoutPercents(each)]))]
}

/** Of `Basic abc` and of `a=b; c=d`: what stands behind the name. */
const namedValues = (text: string): string[] => [
  ...[...text.matchAll(/^[\w-]+ +(\S.*)$/g)].map(([, behind = '']) => behind),
  ...text.split(';').flatMap((each) => (each.includes('=') ? [each.slice(each.indexOf('=') + 1).trim()] : [])),
]

function textLeaves(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textLeaves) : []
}

function withoutPercents(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return text
  }
}
