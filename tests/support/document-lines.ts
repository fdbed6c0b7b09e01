import { readArguments, type Arguments, type CommandLine } from '#core/process/command-line'
import { loadScenarios } from '#scenarios'
import { CONTROL_LINE, readControlOptions } from '../../apps/control/options.ts'
import { DRILL_LINE, readDrillOptions } from '../../apps/drill/options.ts'
import { GATEWAY_LINE } from '../../apps/gateway/command.ts'
import { JUDGE_LINE, readJudgeOptions } from '../../apps/judge/options.ts'
import { MESH_COMMANDS } from '../../apps/mesh/commands.ts'
import { playLine, readPlayOptions } from '../../apps/play/options.ts'
import { PROBE_LINE } from '../../apps/probe/probe-line.ts'
import { AGENT_FLAGS } from '../../apps/relay/agent/agent-flags.ts'
import { RELAY_FLAGS } from '../../apps/relay/config/relay-flags.ts'
import { FORWARD_FLAGS } from '../../apps/relay/forward/forward-flags.ts'
import { sidecarLine } from '../../apps/sidecar/command.ts'
import { readWebUiOptions, WEB_UI_COMMAND } from '../../apps/web-ui/alone/command.ts'
import { readProjectFile } from './project-files.ts'

/** Reads the words behind a command, as the command itself does. @throws UsageFault for what it does not know */
type LineReader = (words: readonly string[]) => unknown

const by =
  (line: CommandLine, read: (given: Arguments) => unknown = () => {}): LineReader =>
  (words) =>
    read(readArguments(words, line))

/** One of several commands, by its first word. */
const oneOf =
  (commands: Readonly<Record<string, CommandLine>>): LineReader =>
  ([word = '', ...words]) => {
    if (!commands[word]) throw new Error(`there is no "${word}"`)
    return readArguments(words, commands[word])
  }

const MESH_LINES = Object.fromEntries(Object.entries(MESH_COMMANDS).map(([word, command]) => [word, command(process)]))

/** As apps/relay has them; their commands start programs for tokens, so a test of this kind does not import them. */
const relayLineOf = (words: readonly string[], options: CommandLine['options']): CommandLine => {
  return { name: '', about: '', examples: [], words, options: { ...options, ...OF_EACH } }
}
const OF_EACH = {
  config: { about: '', value: 'FILE', synonym: 'config.path' },
  check: { about: '' },
}
const RELAY_LINES = {
  server: relayLineOf([], RELAY_FLAGS),
  agent: relayLineOf(['http|tcp|start', 'ENDPOINT?', 'ADDRESS?'], AGENT_FLAGS),
  forward: relayLineOf(['tcp|start', 'PORT?', 'ENDPOINT?'], FORWARD_FLAGS),
}

/** Files that a line names hold what such a file holds. */
const readFile = async (file: string) => (file.endsWith('.json') ? '{"secret":"0123456789abcdef"}' : 'kind: x')

/** For a command whose line is nowhere but in its main.ts, which a test cannot import: by the names of the options in it. */
const bare = (main: string): LineReader => {
  const source = readProjectFile(main)
  return async (words) => {
    const text = await source
    const options = words.flatMap((word) => /^--?([a-z][\w-]*)/.exec(word)?.[1] ?? [])
    for (const option of options)
      if (!new RegExp(`^ *'?${option}'?: \\{|synonym: '${option}'`, 'm').test(text))
        throw new Error(`no --${option} in ${main}`)
    if (words.length > options.length && !/\n {2}words: \[|value: '/.test(text))
      throw new Error(`${main} takes no words`)
  }
}

const roleOf = (role: 'signer' | 'verifier') => by(sidecarLine(role))

/** What reads the words behind ` -- `: of each command that a document calls with some. */
export const LINE_READERS: Readonly<Record<string, LineReader>> = {
  'npm run play': async (words) =>
    readPlayOptions(readArguments(words, playLine(loadScenarios)), await loadScenarios()),
  'npm run control': async (words) => readControlOptions({ ...readArguments(words, CONTROL_LINE), readFile }),
  'npm run judge': by(JUDGE_LINE, (given) =>
    given.options['corpus'] || given.options['corpus-check'] ? {} : readJudgeOptions(given),
  ),
  'npm run drill': by(DRILL_LINE, readDrillOptions),
  'npm run gateway': by(GATEWAY_LINE),
  'npm run mesh': oneOf(MESH_LINES),
  'npm run probe': by(PROBE_LINE),
  'npm run relay': by(RELAY_LINES.server),
  'npm run agent': by(RELAY_LINES.agent),
  'npm run forward': by(RELAY_LINES.forward),
  'npm run piko': oneOf(RELAY_LINES),
  'npm run signer': roleOf('signer'),
  'npm run verifier': roleOf('verifier'),
  'npm run web-ui': by(WEB_UI_COMMAND, readWebUiOptions),
  'npm run soak': async ([name]) => readProjectFile(`tests/soak/${name}.soak.ts`),
  'npm run keys': bare('apps/keygen/main.ts'),
  'npm run people': bare('jwt-factory/people/main.ts'),
  'npm run bench': bare('tests/bench/main.ts'),
  'npm run mutate': bare('tests/mutants/main.ts'),
}
