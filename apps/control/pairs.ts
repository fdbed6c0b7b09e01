import { UsageFault } from '#core/process/command-line'
import { isObject } from '#core/token/claims'
import { NotStrictJson, parseStrictJsonText } from '#core/token/strict-json'

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

/**
 * What can be read as JSON is JSON, anything else a text: `true`, `["a"]`, `servicea`.
 * @param what for messages
 * @throws UsageFault for JSON that readers disagree about: a number that no reader has exactly, a member twice
 */
export function jsonOrText(text: string, what: string): unknown {
  try {
    JSON.parse(text)
  } catch {
    return text
  }
  try {
    return parseStrictJsonText(text)
  } catch (error) {
    if (error instanceof NotStrictJson) throw new UsageFault(`${what} is refused: ${error.message}.`)
    throw error
  }
}

/** @throws UsageFault for a file whose content is no JSON object */
export function readObject(text: string, file: string): Record<string, unknown> {
  const value = jsonOrText(text, file)
  if (isObject(value)) return { ...value }
  throw new UsageFault(`${file} is no JSON object.`)
}
