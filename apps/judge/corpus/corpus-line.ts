import { resolve } from 'node:path'
import { parseGoDuration } from '#core/config/go-duration'
import { UsageFault, type Arguments } from '#core/process/command-line'
import { timeIn } from '../options.ts'
import { CorpusFault } from './corpus-file.ts'
import { createCorpusJudges } from './corpus-judges.ts'
import { readCorpusKey } from './read-signing-key.ts'
import { checkAgainst, saveCorpus } from './run-corpus.ts'

/** As much of a call as this needs. */
export interface CorpusCall extends Arguments {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly clock: { now(): number }
  readonly terminal: { write(text: string): void }
}

/** A name that belongs to nobody: the key of a corpus is of no issuer of the sandbox. */
const CORPUS_ISSUER = 'https://issuer.example'

const CORPUS_LIFE = 3_600_000
const LONGEST_CORPUS_LIFE = 24 * CORPUS_LIFE

/** No shorter: iat-in-10min has to end behind its begin, and somebody has to send the tokens. */
const SHORTEST_CORPUS_LIFE = 60_000

/**
 * Makes or checks a corpus, where that is what the command is called for.
 * @returns the exit code: 1 where a system is not as expected; undefined for a call that is about something else
 * @throws UsageFault
 */
export async function runCorpusLine(call: CorpusCall): Promise<number | undefined> {
  const { options, lists = {}, clock, terminal, env } = call
  const textOf = (option: string) => (typeof options[option] === 'string' ? options[option] : undefined)
  const [made, checked] = [textOf('corpus'), textOf('corpus-check')]
  refuseStray(call, made, checked)
  if (made === undefined && checked === undefined) return undefined
  const pathOf = (file: string) => resolve(env['INIT_CWD'] ?? '.', file)
  const at = timeIn(textOf('at'))
  const now = () => at ?? clock.now()
  const say = (lines: readonly string[]) => terminal.write(`${lines.join('\n')}\n`)
  return sayCorpusFault(async () => {
    if (made !== undefined) {
      const keyFile = textOf('signing-key')
      const order = {
        issuer: textOf('iss') ?? CORPUS_ISSUER,
        audience: textOf('aud') ?? 'serviceb',
        lifetimeSeconds: lifeIn(textOf('lifetime')),
        key: keyFile === undefined ? undefined : await readCorpusKey(pathOf(keyFile), clock.now()),
      }
      const judges = createCorpusJudges()
      say(await saveCorpus({ ...order, judges, now: now(), file: pathOf(made), force: options['force'] === true }))
      return 0
    }
    const caFile = textOf('ca')
    const { lines, isAsExpected } = await checkAgainst({
      file: pathOf(checked ?? ''),
      against: lists['against'] ?? [],
      ...(caFile !== undefined && { caFile: pathOf(caFile) }),
      now,
    })
    say(lines)
    return isAsExpected ? 0 : 1
  })
}

/** @throws UsageFault for an option that belongs to something else */
function refuseStray({ options, lists = {}, words }: Arguments, made: unknown, checked: unknown): void {
  const has = (option: string) => options[option] !== undefined || lists[option] !== undefined
  if (made !== undefined && checked !== undefined)
    throw new UsageFault('A corpus is made or checked: choose --corpus or --corpus-check.')
  const strays = [
    ...(made === undefined ? ['lifetime', 'force', 'signing-key'].map((option) => [option, '--corpus'] as const) : []),
    ...(checked === undefined ? ['against', 'ca'].map((option) => [option, '--corpus-check'] as const) : []),
  ]
  for (const [option, owner] of strays) if (has(option)) throw new UsageFault(`--${option} goes with ${owner} FILE.`)
  const isCorpus = made !== undefined || checked !== undefined
  if (isCorpus && (words.length > 0 || has('named') || has('authorization')))
    throw new UsageFault('A corpus has all named tokens: name none with it.')
}

/** @returns seconds */
function lifeIn(text: string | undefined): number {
  const life = text === undefined ? CORPUS_LIFE : parseGoDuration(text)
  if (life !== undefined && life >= SHORTEST_CORPUS_LIFE && life <= LONGEST_CORPUS_LIFE) return Math.floor(life / 1000)
  throw new UsageFault('--lifetime: say from 1m to 24h, as 90m or 2h.')
}

/** What a file lacks is no fault of the program: its sentence is enough. */
async function sayCorpusFault(task: () => Promise<number>): Promise<number> {
  try {
    return await task()
  } catch (error) {
    if (error instanceof CorpusFault) throw new Error(`${error.message}.`, { cause: error })
    throw error
  }
}
