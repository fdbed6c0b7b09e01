import { createLog } from '#core/log'
import { UsageFault } from '#core/process/command-line'
import type { Command, CommandCall } from '#core/process/run-process'
import { givenPath, tellingFileFaults } from '../given-path.ts'
import { readCasesToDecide } from './cases-to-decide.ts'
import { decideCases } from './decide-cases.ts'
import { jsonOfCases, renderCases } from './render-cases.ts'

/** `npm run mesh -- decide` */
export const DECIDE_COMMAND: Command = {
  name: 'npm run mesh -- decide',
  about:
    'Which request is allowed, by which policy and rule, and why the others did not match. It asks nobody: policies, tokens and key sets are files. It ends with 1 when a case is not as expected.',
  words: ['POLICIES…'],
  options: {
    cases: { about: 'requests to decide about, and what is expected of them (docs/mesh.md)', value: 'FILE' },
    policies: {
      about: 'these policies for all cases, in place of those that the cases name; several files may follow',
      value: 'FILE',
      isRepeatable: true,
    },
    json: { about: 'as JSON, for programs: [{id, decision, status, by, reasons}]' },
  },
  examples: [
    'npm run mesh -- decide --cases cases.json',
    'npm run mesh -- decide --cases cases.json --policies policies.yaml --json',
  ],
  run: runDecide,
}

/** @returns 1 when a case is not as expected */
async function runDecide({ words, options, lists = {}, env, clock, terminal }: CommandCall): Promise<number> {
  const { cases: file, json } = options
  if (typeof file !== 'string') throw new UsageFault('It needs its cases: --cases=FILE.')
  const { policies = [] } = lists
  if (words.length > 0 && policies.length === 0)
    throw new UsageFault(`"${words[0]?.slice(0, 40)}" is one word too many: policies stand behind --policies.`)
  const named = [...policies, ...words].map((path) => givenPath(path, env))
  const given = await tellingFileFaults(() => readCasesToDecide(givenPath(file, env), named))
  const log = createLog({ name: 'mesh', level: 'silent', format: 'json', clock, write: () => {} })
  const decided = await decideCases(given, { clock, log })
  const expected = given.cases.filter(({ expect }) => expect !== undefined).length
  terminal.write(json ? jsonOfCases(decided) : renderCases(decided, expected))
  return decided.some(({ differences }) => differences.length > 0) ? 1 : 0
}
