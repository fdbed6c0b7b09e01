import { UsageFault } from '#core/process/command-line'

/**
 * `--claim sub=servicea --claim roles='["a"]'`: a name and a value each.
 * @param option for messages
 * @throws UsageFault for what has no name, or the same one twice
 */
export function readPairs(option: string, pairs: readonly string[]): Record<string, string> {
  const read = new Map<string, string>()
  for (const pair of pairs) {
    const at = pair.indexOf('=')
    const name = pair.slice(0, at)
    if (at < 1) throw new UsageFault(`--${option} takes a name and a value: --${option} name=value.`)
    if (read.has(name)) throw new UsageFault(`--${option} ${name.slice(0, 40)} appears more than once.`)
    read.set(name, pair.slice(at + 1))
  }
  return Object.fromEntries(read)
}

/** What can be read as JSON is JSON, anything else a text: `true`, `["a"]`, `servicea`. */
export function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** @throws UsageFault for a file whose content is no JSON object */
export function readObject(text: string, file: string): Record<string, unknown> {
  const value = jsonOrText(text)
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value }
  throw new UsageFault(`${file} is no JSON object.`)
}
