import { PROCESS_NAMES, isProcessName, type ProcessName } from '#core/config/processes'
import { UsageFault, type CommandLine, type OptionOfCommand } from '#core/process/command-line'
import { table } from '#core/process/help'
import { NAMED_TOKEN_IDS, NAMED_TOKENS } from '#core/token/named-tokens'
import { CLOCK_COMMANDS } from './clock-commands.ts'
import { EFFECT_WORDS } from './effect-words.ts'
import { FAULT_COMMANDS } from './fault-commands.ts'
import { FURTHER_COMMANDS } from './further-commands.ts'
import { LOOK_COMMANDS } from './look-commands.ts'
import { LIVE_MESH_COMMANDS } from './mesh-commands.ts'
import { MINT_COMMAND } from './mint-command.ts'
import { REGISTRY_COMMANDS } from './registry-commands.ts'
import { commandWords, unknownWord, type ControlCommand, type ControlOrder, type GivenWords } from './order.ts'

const COMMANDS: readonly ControlCommand[] = [
  ...CLOCK_COMMANDS,
  ...FAULT_COMMANDS,
  MINT_COMMAND,
  ...FURTHER_COMMANDS,
  ...REGISTRY_COMMANDS,
  ...LIVE_MESH_COMMANDS,
  ...LOOK_COMMANDS,
]

/** Other words for the same. */
const SYNONYMS = new Map([
  ['unfreeze', 'go'],
  ['rm', 'remove'],
  ['delete', 'remove'],
])

const repeatable = (value: string, about: string): OptionOfCommand => ({ value, about, isRepeatable: true })

/** Those of all commands; each of them says which it takes. */
const OPTIONS: Readonly<Record<string, OptionOfCommand>> = {
  process: {
    ...repeatable('PROCESS', 'tells this process alone; may appear several times'),
    synonym: 'only', // npm would take it for itself, and leave no trace, where the two hyphens are missing
  },
  id: { value: 'NAME', about: 'fault: its id; else the command makes one' },
  times: { value: 'N', about: 'fault: so often at most' },
  after: { value: 'N', about: 'fault: so many requests pass before' },
  chance: { value: '0.3', about: 'fault: how likely it is for each request' },
  lasts: { value: '5m', about: 'fault: so long, and then it is taken back' },
  seed: { value: 'N', about: 'fault: the same seed decides the same way again' },
  from: { value: 'NAME', about: 'fault, requests: of this caller (serviceb; else the first word of the User-Agent)' },
  trace: { value: 'ID', about: 'fault, requests: of this trace' },
  delay: { value: '2s', about: 'fault: waits before it does anything else' },
  body: { value: 'JSON', about: 'fault with a status: the body of the answer; a text, where it is no JSON' },
  kid: { value: 'KID', about: 'fault keys: of this key; else of the one that signs' },
  header: repeatable(
    'NAME=VALUE',
    'fault with a status: a header of the answer; mint: a member of the header, as JSON',
  ),
  named: {
    value: 'NAME',
    about: 'mint: a token with one thing about it, by its name; the rest of the line says what a good one is',
  },
  aud: { value: 'NAME', about: 'mint: the audience; else serviceb' },
  sub: { value: 'NAME', about: 'mint: the subject; else servicea' },
  iss: { value: 'URL', about: 'mint: the issuer; else the one that signs' },
  claim: repeatable('NAME=JSON', 'mint: any claim; a text, where it is no JSON'),
  without: repeatable('CLAIM', 'mint: leaves a claim out'),
  'without-header': repeatable('NAME', 'mint: leaves a member of the header out'),
  'no-claims': { about: 'mint: no claims at all' },
  lifetime: { value: '1h', about: 'mint: how long it lives; -1h has expired an hour ago' },
  alg: { value: 'ALG', about: 'mint: what the header says; with a key of your own also how it signs' },
  segment: repeatable('NAME=TEXT', 'mint: a whole segment as it stands: header, payload or signature'),
  ring: { value: 'NAME', about: 'mint: a ring of the factory signs, as at /issueToken' },
  issuer: { value: 'NAME', about: 'mint: the issuer of that name signs, at /issuers' },
  stranger: { about: 'mint: a key signs that nobody knows' },
  nobody: { about: 'mint: nobody signs' },
  secret: { value: 'TEXT', about: 'mint: a shared secret signs, with HS256' },
  pem: { value: 'FILE', about: 'mint: a private key in PEM signs' },
  jwk: { value: 'FILE', about: 'mint: a private key as JWK signs' },
  order: { value: 'FILE', about: 'mint: all of it, as POST /control/mint takes it' },
}

export const CONTROL_LINE: CommandLine = {
  name: 'npm run control',
  about:
    'Moves the clock of the running sandbox, breaks things on command, makes any token and shows who asked what. ' +
    'It tells all processes, and says what is set then.',
  words: ['COMMAND?', 'WORD…'],
  options: OPTIONS,
  examples: [
    'npm run control -- clock advance 10m',
    'npm run control -- fault jwks down --times 3',
    'npm run control -- mint --aud serviceb --without exp',
  ],
  further: () => [
    'Commands (without one: status):',
    ...table(COMMANDS.map(({ usage, about }) => [usage, about])),
    '',
    'Effects of a fault:',
    ...table([
      ['STATUS', 'the answer has this status: 500'],
      ...Object.entries(EFFECT_WORDS).map(([word, { value, about }]) => [value ? `${word} ${value}` : word, about]),
    ]),
    '',
    'Tokens by name (mint --named), a token that …',
    ...table(NAMED_TOKEN_IDS.map((name) => [name, NAMED_TOKENS[name].title])),
    '',
    'A duration is 500ms, 90 (seconds), 10m, 1h30m, "2 days" or PT10M. Files are found from where you stand.',
    'It ends with 0 when it is done in all processes that run, with 1 when one of them refuses or none runs, and with 2 when it is called wrongly.',
  ],
}

export interface ControlOptions {
  order: ControlOrder
  /** Undefined for all. */
  only: readonly ProcessName[] | undefined
}

/** @throws UsageFault that says what does not fit, what may have been meant, and what there is */
export async function readControlOptions(given: GivenWords): Promise<ControlOptions> {
  const words = given.words.length === 0 ? ['status'] : given.words
  const command = commandFor(words)
  refuseOthers(command, given)
  const order = await command.order(words.slice(commandWords(command).length), given)
  return { order, only: processesIn(given.lists?.['process'], order) }
}

/** The one with the most words that stand there. */
function commandFor(words: readonly string[]): ControlCommand {
  const [first = '', second] = words
  const known = [...new Set(COMMANDS.map((command) => commandWords(command)[0] ?? ''))]
  if (!known.includes(first)) throw unknownWord(first, 'command', known)
  const called = COMMANDS.filter((command) => commandWords(command)[0] === first)
  const exact = called.find((command) => commandWords(command)[1] === (SYNONYMS.get(second ?? '') ?? second))
  if (exact) return exact
  const bare = called.find((command) => commandWords(command).length === 1)
  const next = called.flatMap((command) => commandWords(command)[1] ?? [])
  const takesWords = bare !== undefined && (bare.usage !== first || next.length === 0)
  if (bare && (takesWords || second === undefined)) return bare
  throw unknownWord(second, `word behind ${first}`, next)
}

function refuseOthers({ usage, options = [] }: ControlCommand, { options: given, lists = {} }: GivenWords): void {
  const other = [...Object.keys(given), ...Object.keys(lists)].find(
    (name) => name !== 'process' && !options.includes(name),
  )
  if (other === undefined) return
  const takes = ['process', ...options].map((name) => `--${name}`).join(', ')
  throw new UsageFault(`--${other} does not belong to "${usage}", which takes ${takes}.`)
}

function processesIn(names: readonly string[] | undefined, { to }: ControlOrder): ProcessName[] | undefined {
  if (names === undefined) return undefined
  const only = [...new Set(names.flatMap((each) => each.split(',')))]
  for (const name of only) {
    if (!isProcessName(name)) throw unknownWord(name, 'process', PROCESS_NAMES)
    if (to === 'factory' && name !== 'jwt-factory')
      throw new UsageFault(`This is for jwt-factory alone, not for ${name}.`)
    if (to === 'neighbours' && name !== to) throw new UsageFault(`This is for neighbours alone, not for ${name}.`)
    if (to === 'signer' && name === 'jwt-factory')
      throw new UsageFault('A service signs with its own key: for a token of the factory there is mint.')
  }
  if (to === 'signer' && only.length > 1) throw new UsageFault('One service signs: name one with --process.')
  return only.filter(isProcessName)
}
