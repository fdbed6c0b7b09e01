import { Buffer } from 'node:buffer'

interface Pair {
  name: string
  value: string
  /** As it stands in the target. */
  text: string
}

/** The first value of each of these parameters. One without `=` has an empty value; `+` is no space. */
export function firstParameters(target: string, names: ReadonlySet<string>): ReadonlyMap<string, string> {
  const wanted = new Map([...names].map((name) => [octets(name), name]))
  const found = new Map<string, string>()
  for (const { name, value } of pairsOf(target)) {
    const known = wanted.get(name)
    if (known !== undefined && !found.has(known)) found.set(known, value)
  }
  return found
}

/** The target without any of these parameters, however often each stands there; the rest as it came. */
export function withoutParameters(target: string, names: ReadonlySet<string>): string {
  return changeParameters(target, names, () => [])
}

/** The target with nothing in these parameters: for whoever shows it. */
export function withEmptyParameters(target: string, names: ReadonlySet<string>): string {
  return changeParameters(target, names, ({ text }) => [`${text.split('=', 1)[0]}=`])
}

function changeParameters(target: string, names: ReadonlySet<string>, change: (pair: Pair) => string[]): string {
  const mark = target.indexOf('?')
  if (mark === -1 || names.size === 0) return target
  const taken = new Set([...names].map(octets))
  const rest = pairsOf(target).flatMap((pair) => (taken.has(pair.name) ? change(pair) : [pair.text]))
  return rest.length === 0 ? target.slice(0, mark) : `${target.slice(0, mark)}?${rest.join('&')}`
}

function pairsOf(target: string): Pair[] {
  const mark = target.indexOf('?')
  if (mark === -1) return []
  return target
    .slice(mark + 1)
    .split('&')
    .map((text) => {
      const equals = text.indexOf('=')
      if (equals === -1) return { name: text, value: '', text }
      return { name: decoded(text.slice(0, equals)), value: decoded(text.slice(equals + 1)), text }
    })
}

/** Octets, one for each character: what is no escape stays as it is. */
const decoded = (text: string): string =>
  text.replace(/%([\da-f]{2})/gi, (_escape, code: string) => String.fromCharCode(Number.parseInt(code, 16)))

/** A name of a configuration, as it comes out of a query that was read octet by octet. */
const octets = (name: string): string => Buffer.from(name).toString('latin1')
