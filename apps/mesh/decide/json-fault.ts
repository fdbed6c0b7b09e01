import type { TextFault } from '#core/config/text-fault'
import { readYaml } from '#core/config/yaml-text'
import { errorText } from '#core/error-text'
import { NotStrictJson } from '#core/token/strict-json'

/** Where the reader of JSON does not say it, one of YAML finds the line; not in longer texts. Letters. */
const LONGEST_LOOKED_AT = 1_000_000

/** Why a text is not JSON, with its line as far as somebody knows it. Nothing of the text is in it. */
export function jsonFault(text: string, error: unknown): TextFault {
  const at = error instanceof NotStrictJson ? error.at : undefined
  const line = at === undefined ? lineByYaml(text) : text.slice(0, at).split('\n').length
  return { line, message: `${errorText(error)}: mend it, this file is JSON` }
}

const lineByYaml = (text: string) => (text.length > LONGEST_LOOKED_AT ? 1 : (readYaml(text).faults[0]?.line ?? 1))
