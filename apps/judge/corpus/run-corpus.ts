import { errorText } from '#core/error-text'
import { whyRefused } from '#core/files/file-trouble'
import { readRegularFile } from '#core/files/regular-file'
import { UsageFault } from '#core/process/command-line'
import { checkCorpus } from './check-corpus.ts'
import { CorpusFault, readCorpus, writeCorpus } from './corpus-file.ts'
import { makeCorpus, type CorpusOrder } from './make-corpus.ts'
import { isAsExpected, renderChecked } from './render-checked.ts'

export interface SaveOrder extends CorpusOrder {
  readonly file: string
  /** Over whatever is there. */
  readonly force: boolean
}

/** `--corpus FILE`. @returns what to say @throws CorpusFault for a file that is another one */
export async function saveCorpus({ file, force, ...order }: SaveOrder): Promise<string[]> {
  const corpus = await makeCorpus(order)
  await writeCorpus(file, corpus, { force })
  const names = Object.keys(corpus.systems)
  return [
    `${file}: ${Object.keys(corpus.tokens).length} tokens, and what is expected of ${names.join(', ')}.`,
    `The good tokens are good until ${corpus.goodUntil}. Who has the file can use them, and their key is trusted by nobody but those whom you set up with it.`,
    `What to do with it: apps/judge/corpus/README.md`,
  ]
}

export interface AgainstOrder {
  /** A corpus. */
  readonly file: string
  /** `kong=http://localhost:8000`, one for each system that runs. */
  readonly against: readonly string[]
  /** A file of certificates (PEM) for systems that speak TLS. Absent: those that this machine knows. */
  readonly caFile?: string
  /** Milliseconds since 1970. */
  now(): number
}

/**
 * `--corpus-check FILE --against SYSTEM=URL`: sends each token to each system that runs.
 * @throws CorpusFault for a file that is no corpus; UsageFault where it is not said which system is where
 */
export async function checkAgainst(order: AgainstOrder): Promise<{ lines: string[]; isAsExpected: boolean }> {
  if (order.against.length === 0)
    throw new UsageFault('Say which system is where: --against kong=http://localhost:8000.')
  const places = order.against.map(runningPlace)
  const corpus = await readCorpus(order.file)
  const ca = order.caFile === undefined ? {} : { ca: await readAuthorities(order.caFile) }
  const lines: string[] = []
  let areAll = true
  for (const { system, address } of places) {
    if (!Object.hasOwn(corpus.systems, system))
      throw new UsageFault(`The corpus has no system "${system}": it has ${Object.keys(corpus.systems).join(', ')}.`)
    const checked = await checkCorpus(corpus, { system, address, now: order.now, ...ca })
    lines.push(...renderChecked(`${system} at ${address.origin}`, checked))
    areAll &&= isAsExpected(checked)
  }
  return { lines, isAsExpected: areAll }
}

/** Those that a machine knows have some 250 kB. */
const MOST_OF_AUTHORITIES = 1_000_000

/** @throws CorpusFault */
const readAuthorities = (file: string): Promise<string> =>
  readRegularFile(file, MOST_OF_AUTHORITIES).catch((cause: unknown) => {
    throw new CorpusFault(`${file} cannot be read: ${whyRefused(cause) ?? errorText(cause)}`, { cause })
  })

/** @throws UsageFault */
function runningPlace(given: string): { system: string; address: URL } {
  const [, system = '', text = ''] = /^([a-z0-9-]+)=(https?:\/\/.+)$/.exec(given) ?? []
  if (!URL.canParse(text))
    throw new UsageFault(`"${given}" does not say which system is where: --against kong=http://localhost:8000.`)
  return { system, address: new URL(text) }
}
