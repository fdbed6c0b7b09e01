import type { z } from 'zod'
import { MOST_TEXT_FAULTS, type TextFault } from './text-fault.ts'
import type { YamlText } from './yaml-text.ts'

/** All that is wrong with a configuration file, each fault with its line, for the person who has to mend it. */
export class ConfigFileFault extends Error {
  override readonly name = 'ConfigFileFault'

  constructor(file: string, faults: readonly TextFault[]) {
    const sorted = faults.toSorted((one, other) => one.line - other.line)
    super(sorted.map(({ line, message }) => `${file}:${line}  ${message}.`).join('\n'))
  }
}

/** The faults of one issue, at their places: a block may have several keys that nobody knows. */
export function faultsOfIssue(issue: z.core.$ZodIssue, yaml: YamlText): TextFault[] {
  if (issue.code === 'unrecognized_keys') {
    const messages = issue.message.split('; ')
    return issue.keys.slice(0, MOST_TEXT_FAULTS).map((key, index) => ({
      line: yaml.lineOf([...issue.path, key]),
      message: `${shownKey(issue.path)}: ${messages[index] ?? issue.message}`.replace(/^: /, ''),
    }))
  }
  return [{ line: yaml.lineOf(issue.path), message: `${shownKey(issue.path)} ${issue.message}`.trim() }]
}

/** `jwtproxy.verifier_proxies[0].verifier` */
const shownKey = (path: readonly PropertyKey[]) =>
  path
    .map(String)
    .join('.')
    .replace(/\.(\d+)/g, '[$1]')
