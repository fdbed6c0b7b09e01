import { UsageFault } from '#core/process/command-line'
import type { Command, CommandCall } from '#core/process/run-process'
import { explainPolicies, type PolicyExplanation } from '#core/policy/mesh/explain/explain'
import { MESH_DEFAULTS } from '#core/policy/mesh/model'
import { shownText } from '#core/shown-text'
import { wrapText } from '#core/process/wrap'
import { givenPath, tellingFileFaults } from '../given-path.ts'
import { policyFilesAt } from '../lint/policy-files-at.ts'
import { readPolicyFiles } from '../proxy/policy-files.ts'

/** `npm run mesh -- explain` */
export const EXPLAIN_COMMAND: Command = {
  name: 'npm run mesh -- explain',
  about:
    'Says in plain English what each policy does (in files, or in the .yaml files of a folder): for whom it is, and when each of its rules matches.',
  words: ['FILE…'],
  options: {
    json: { about: 'as JSON, for programs: [{policy, file, line, column, sentences}]' },
    'root-namespace': {
      about: `whose policies are for all of the mesh; ${MESH_DEFAULTS.rootNamespace} by itself`,
      value: 'NAME',
    },
  },
  examples: ['npm run mesh -- explain policies.yaml', 'npm run mesh -- explain policies.yaml further.yaml --json'],
  run: runExplain,
}

/** @throws Error for policies that no mesh could use: what they do cannot be said then */
async function runExplain({ words, options, env, terminal }: CommandCall): Promise<number> {
  const { json, 'root-namespace': given } = options
  if (words.length === 0) throw new UsageFault('It needs a file of policies, or several, or a folder of them.')
  const places = await Promise.all([...new Set(words)].map((word) => policyFilesAt(givenPath(word, env))))
  const files = [...new Map(places.flat().map((each) => [each.given, each])).values()]
  const { policies, remarks } = await tellingFileFaults(() => readPolicyFiles(files))
  const rootNamespace = typeof given === 'string' ? given : MESH_DEFAULTS.rootNamespace
  const explained = explainPolicies(policies, { rootNamespace })
  for (const remark of remarks) terminal.tell(`${remark}\n`)
  if (json) {
    terminal.write(`${JSON.stringify(explained.map(jsonRow), undefined, 2)}\n`)
    return 0
  }
  const text = explained.length === 0 ? 'There is no policy in it.\n' : explained.map(renderExplanation).join('\n')
  terminal.write(wrapText(text, terminal.columns))
  return 0
}

const jsonRow = ({ policy, file, line, column, sentences }: PolicyExplanation) => ({
  policy,
  file,
  line,
  column,
  sentences,
})

const renderExplanation = ({ policy, file, line, sentences }: PolicyExplanation) =>
  `${[`${shownText(policy)} (${shownText(file)}, line ${line})`, ...sentences.map((sentence) => `  ${sentence}`)].join('\n')}\n`
