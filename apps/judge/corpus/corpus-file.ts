import { errorText } from '#core/error-text'
import { whyRefused } from '#core/files/file-trouble'
import { readUtf8IfThere, writeFileAtomically } from '#core/files/private-file'
import { isObject } from '#core/token/claims'
import { CORPUS_MARK, corpusSchema, type Corpus } from './corpus.ts'

/** A corpus has some 100 kB. */
const LARGEST_CORPUS = 2_000_000

/** What is wrong with a file, for the person at the terminal. */
export class CorpusFault extends Error {
  override readonly name = 'CorpusFault'
}

/**
 * Writes a corpus for its owner alone (0600), for its tokens are good. Nothing else is overwritten, but with `force`.
 * @throws CorpusFault
 */
export async function writeCorpus(path: string, corpus: Corpus, { force }: { force: boolean }): Promise<void> {
  if (!force && !(await mayBeReplaced(path)))
    throw new CorpusFault(`${path} is there, and is no corpus: name another file, or say --force`)
  await writeFileAtomically(path, `${JSON.stringify(corpus, null, 2)}\n`).catch((cause: unknown) => {
    throw new CorpusFault(`${path} cannot be written: ${whyRefused(cause) ?? errorText(cause)}`, { cause })
  })
}

async function mayBeReplaced(path: string): Promise<boolean> {
  try {
    const text = await readUtf8IfThere(path, LARGEST_CORPUS)
    if (text === undefined) return true
    const found: unknown = JSON.parse(text)
    return isObject(found) && found['corpus'] === CORPUS_MARK
  } catch {
    return false
  }
}

/** @throws CorpusFault that says what is wrong, and shows no token */
export async function readCorpus(path: string): Promise<Corpus> {
  const text = await readUtf8IfThere(path, LARGEST_CORPUS).catch((cause: unknown) => {
    throw new CorpusFault(`${path} cannot be read`, { cause })
  })
  if (text === undefined) throw new CorpusFault(`${path} is not there; make it with --corpus ${path}`)
  const read = corpusSchema.safeParse(jsonOf(text, path))
  if (read.success) return read.data
  const [first] = read.error.issues
  throw new CorpusFault(`${path} is no corpus of this version: ${first?.path.join('.') || 'it'} ${first?.message}`)
}

function jsonOf(text: string, path: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new CorpusFault(`${path} is no JSON`)
  }
}
