import { shellWords } from './shell-words.ts'

/** What the tests do with a command of a document: it is really done, or it is only looked at, and this is why, and who runs it. */
export type Treatment = 'called' | 'played' | 'told' | 'judged' | 'run' | { onlyChecked: string }

/**
 * Every command that a document may name. One without a row fails: decide what becomes of it.
 * - called: a curl, sent to a test sandbox
 * - played: a scenario, played in a test sandbox
 * - told: what a test sandbox is told by npm run control, after all that is called
 * - judged: what npm run judge shows of a test sandbox, as soon as it runs
 * - run: as it stands, on the keys of a test sandbox
 */
export const COMMANDS: Readonly<Record<string, Treatment>> = {
  curl: 'called',
  'npm run play': 'played',
  'npm run control': 'told',
  'npm run judge': 'judged',
  'npm run keys': 'run',
  'npm ci': { onlyChecked: 'it would delete the packages that this test runs on: .ci/run runs it' },
  'npm ci --prefix tests/interop': { onlyChecked: 'it is for a fresh machine: .ci/run runs it' },
  'npm ci --prefix tests/browser': { onlyChecked: 'it fetches what drives a browser: .ci/run runs it' },
  'npm ci --prefix tests/packed': { onlyChecked: 'it fetches what tries the package: .ci/run runs it' },
  'npm test': { onlyChecked: 'this test is a part of it: .ci/run runs it' },
  'npm install': { onlyChecked: "it is for the reader's own folder; issuer-programs.process.test.ts has the packages" },
  node: { onlyChecked: 'issuer-programs.process.test.ts runs the programs of the documents' },
  'node --test': { onlyChecked: 'issuer-programs.process.test.ts runs the programs of the documents' },
  export: { onlyChecked: 'issuer-programs.process.test.ts gives the programs what they read' },
  'npm run check': { onlyChecked: 'this test is a part of it; contributing.soak.ts runs its tests' },
  'npm run soak': { onlyChecked: 'it takes hours: tests/soak has what it runs' },
  'npm start': { onlyChecked: 'it needs the ports of the documents; start.process.test.ts runs it on free ones' },
  'npm run jwt-factory': { onlyChecked: 'it runs until it is stopped; start.process.test.ts runs it' },
  'npm run issuer': { onlyChecked: 'it runs until it is stopped; issuer.process.test.ts runs it' },
  'npm run people': { onlyChecked: 'it runs until it is stopped; people-command.process.test.ts runs it' },
  'npm run servicea': { onlyChecked: 'it runs until it is stopped; start.process.test.ts runs it' },
  'npm run serviceb': { onlyChecked: 'it runs until it is stopped; start.process.test.ts runs it' },
  'npm run servicec': { onlyChecked: 'it runs until it is stopped; start.process.test.ts runs it' },
  'npm run console': { onlyChecked: 'it runs until it is stopped; start.process.test.ts runs it' },
  'npm run workshop': { onlyChecked: 'it runs until it is stopped; workshop-command.process.test.ts runs it' },
  'npm run neighbours': { onlyChecked: 'it runs until it is stopped; start.process.test.ts runs it' },
  'npm run signer': { onlyChecked: 'it runs until it is stopped; sidecar-command.process.test.ts runs it' },
  'npm run verifier': { onlyChecked: 'it runs until it is stopped; sidecar-command.process.test.ts runs it' },
  'npm run jwtproxy': {
    onlyChecked: 'it runs until it is stopped; sidecar-command.process.test.ts checks a file with it',
  },
  'npm run gateway': { onlyChecked: 'it runs until it is stopped; gateway-command.process.test.ts runs it' },
  'npm run relay': { onlyChecked: 'it runs until it is stopped; relay-command.process.test.ts runs it' },
  'npm run agent': { onlyChecked: 'it runs until it is stopped; relay-rules.process.test.ts runs it' },
  'npm run forward': { onlyChecked: 'it runs until it is stopped; relay-rules.process.test.ts runs it' },
  'npm run piko': { onlyChecked: 'it runs until it is stopped; relay-rules.process.test.ts runs it' },
  'npm run mesh': { onlyChecked: 'it runs until it is stopped; mesh-command.process.test.ts runs it' },
  'npm run web-ui': { onlyChecked: 'it runs until it is stopped; plain-services.process.test.ts runs it' },
  'npm run backend-api': { onlyChecked: 'it runs until it is stopped; plain-services.process.test.ts runs it' },
  'npm run drill': {
    onlyChecked: 'it takes minutes; drill.process.test.ts and drill-sidecars.process.test.ts run the smallest ones',
  },
  'npm run probe': {
    onlyChecked:
      'run-probe.sandbox.test.ts runs those of docs/probe.md, and probe-command.process.test.ts one with an issuer',
  },
  'npm run mutate': { onlyChecked: 'it takes minutes; soak/mutate-command.soak.ts runs three mutants' },
  'npm run findings': {
    onlyChecked: 'it takes minutes; attacks.test.ts, attacks-dialects.test.ts and weak-twin find the same',
  },
  'npm run library-table': { onlyChecked: 'it takes minutes; libraries.process.test.ts runs it for two' },
  'npm run package': { onlyChecked: 'it takes a minute; package.soak.ts runs it' },
  'npm pack': { onlyChecked: 'package.soak.ts packs what is built' },
  'npm version minor': { onlyChecked: 'it commits and tags; stamp-version.test.ts has what it changes' },
  npx: { onlyChecked: 'package.soak.ts runs the commands of the package' },
  'npm run docs': { onlyChecked: 'it plays everything; made-documents.sandbox.test.ts makes the same pages' },
  'npm run bench': { onlyChecked: 'it takes minutes; bench.soak.ts runs each part' },
  'npm run screenshots': { onlyChecked: 'it needs a browser; every-page.sandbox.test.ts opens the same pages in one' },
}

/** A command, taken apart. */
export interface ReadCommand {
  /** Its row in the table: `curl`, `npm start`, `npm run play`. */
  name: string
  /** The variables that are set for it alone, by their names: `STORE=memory npm start`. */
  settings: Readonly<Record<string, string>>
  /** The script of package.json behind it. */
  script: string | undefined
  /** What stands behind ` -- `, word by word. */
  words: string[]
}

/** It calls the sandbox, or keeps a part of its answer in a variable: a token that npm run control makes, too. */
const CURL = /^(?:(?:[A-Z_]+=\$\()?curl |[A-Z_]+=\$\(npm run -s control -- mint)/
/** `npm start` and `npm test` are the only scripts that npm runs without `run`. */
const NPM =
  /^((?:[A-Z][A-Z\d_]*=(?:"[^"]*"|[^\s"]\S*) )*)(npm (?:version minor|ci(?: --prefix tests\/(?:interop|browser|packed))?|(?:run (?=\S))?(?<script>(?<=run )[\w:-]+|start|test)))(?: -- (.+))?$/

const SETTING = /([A-Z][A-Z\d_]*)=("[^"]*"|\S+) /g

/** As the shell hands it on: without quotes, and with what a command in it says. */
const valueOf = (written: string) =>
  written
    .replaceAll('"', '')
    .replace(/\$\(openssl rand -hex (\d+)(?: \| tee \/dev\/stderr)?\)/, (_all, bytes) => '9e'.repeat(Number(bytes)))

/** What a reader does with a program of the document: it is saved in a folder of the reader's own. */
const OF_READER =
  /^(?:(?:ISSUER=\S+ )?(?<node>node(?: --test)?) [\w.-]+(?: &)?|(?<other>export)(?= CLIENT_SECRET=\$\(cat [\w./-]+\)$).*|(?<install>npm install)(?: [\w@*/.-]+)+|(?<pack>npm pack) \.\/build\/package|(?<npx>npx) jwt-sandbox(?: [\w@:/.-]+)+)$/

/** @throws Error for what is no command that a document may name */
export function readCommand(command: string): ReadCommand {
  if (CURL.test(command)) return { name: 'curl', settings: {}, script: undefined, words: [] }
  const { node, other, install, pack, npx } = OF_READER.exec(command)?.groups ?? {}
  const ofReader = node ?? other ?? install ?? pack ?? npx
  if (ofReader !== undefined) return { name: ofReader, settings: {}, script: undefined, words: [] }
  const match = NPM.exec(command.replace('npm run -s ', 'npm run ')) // says nothing of its own
  if (!match) throw new Error(`nobody checks the command "${command}"`)
  const [, settings = '', name = '', script, words] = match
  return {
    name,
    settings: Object.fromEntries(
      [...settings.matchAll(SETTING)].map(([, variable = '', value = '']) => [variable, valueOf(value)]),
    ),
    script,
    words: shellWords(words ?? ''),
  }
}

/** Those of these commands that get this treatment. */
export const treated = <T extends { command: string }>(commands: readonly T[], treatment: Treatment): T[] =>
  commands.filter(({ command }) => COMMANDS[readCommand(command).name] === treatment)
