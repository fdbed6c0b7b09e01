import { UsageFault } from '#core/process/command-line'
import type { Command, CommandCall } from '#core/process/run-process'
import { shownText } from '#core/shown-text'
import { MESH_DEFAULTS } from '#core/policy/mesh/model'
import { wrapText } from '#core/process/wrap'
import { givenPath } from '../given-path.ts'
import { readPolicyText } from '../proxy/policy-files.ts'
import { policyFilesAt } from './policy-files-at.ts'
import { lintTexts, unreadLine, type LintedLine } from './lint-files.ts'

/** `npm run mesh -- lint` */
export const LINT_COMMAND: Command = {
  name: 'npm run mesh -- lint',
  about:
    'What is wrong with policies (in files, or in the .yaml files of a folder), and what is allowed and probably not meant: each with its line and column, and what to do. It ends with 1 when there is an error or a problem; notes alone are no fault.',
  words: ['FILE…'],
  options: {
    json: { about: 'as JSON, for programs: [{file, line, column, severity, code, where, message, advice?}]' },
    'root-namespace': {
      about: `whose policies are for all of the mesh; ${MESH_DEFAULTS.rootNamespace} by itself`,
      value: 'NAME',
    },
  },
  examples: ['npm run mesh -- lint policies.yaml', 'npm run mesh -- lint policies.yaml further.yaml --json'],
  run: runLint,
}

/** @returns 1 when there is an error or a problem */
async function runLint({ words, options, env, terminal }: CommandCall): Promise<number> {
  const { json, 'root-namespace': rootNamespace } = options
  if (words.length === 0) throw new UsageFault('It needs a file of policies, or several, or a folder of them.')
  const unread: LintedLine[] = []
  const files: { file: string; text: string }[] = []
  const given = await Promise.all(words.map((word) => policyFilesAt(givenPath(word, env))))
  for (const path of new Map(given.flat().map((each) => [each.given, each])).values()) {
    await readPolicyText(path).then(
      (file) => files.push(file),
      (error: unknown) => unread.push(unreadLine(path.given, error)),
    )
  }
  const lines = [...unread, ...lintTexts(files, typeof rootNamespace === 'string' ? rootNamespace : undefined)]
  const isBad = lines.some(({ severity }) => severity !== 'note')
  terminal.write(
    json ? `${JSON.stringify(lines, undefined, 2)}\n` : wrapText(renderLint(lines, files.length), terminal.columns),
  )
  return isBad ? 1 : 0
}

/** For people: one finding after the other, with its place. */
export function renderLint(lines: readonly LintedLine[], files: number): string {
  const shown = lines.map(({ file, line, column, severity, where, message, advice = '' }) => {
    const what = `${where === '' ? '' : `${where}: `}${message}.`
    const first = advice === '' ? '' : ` ${advice.charAt(0).toUpperCase()}${advice.slice(1)}.`
    return shownText(`${file}:${line}:${column}  ${severity}  ${what}${first}`)
  })
  return `${[...shown, countLint(lines, files)].join('\n')}\n`
}

function countLint(lines: readonly LintedLine[], files: number): string {
  const read = files === 1 ? '1 file' : `${files} files`
  if (lines.length === 0) return `${read}: nothing to say.`
  const count = (severity: LintedLine['severity']) => {
    const many = lines.filter((line) => line.severity === severity).length
    return many === 0 ? [] : [`${many} ${severity}${many === 1 ? '' : 's'}`]
  }
  return `${read}: ${[...count('error'), ...count('problem'), ...count('note')].join(', ')}.`
}
