import { blocksOf } from './readme.ts'

/** A program that a document shows whole: a reader saves it under the name in its first line. */
export interface DocumentProgram {
  name: string
  text: string
}

/** What the tests do with each of them: it is run, or it is only shown, and this is why. */
export const PROGRAMS: Readonly<Record<string, 'run' | { onlyShown: string }>> = {
  'b.mjs': 'run',
  'b-fastify.mjs': 'run',
  'b-all.mjs': 'run',
  'b.py': 'run',
  'b.go': 'run',
  'api.mjs': 'run',
  'api-fastify.mjs': 'run',
  'api.py': 'run',
  'api.go': 'run',
  'api.test.mjs': 'run',
  'orders.sh': 'run',
  'Verifier.java': { onlyShown: 'its library is in no package of this project; the page says that nobody runs it' },
}

/** Languages of whole programs. */
export const PROGRAM_LANGUAGES = ['bash', 'go', 'java', 'js', 'python']

const NAMED = /^(?:\/\/|#) ([\w.-]+)$/

/** @throws Error for a program without a name */
export function programsOf(markdown: string): DocumentProgram[] {
  const blocks = blocksOf(markdown).filter(({ language }) => PROGRAM_LANGUAGES.includes(language))
  return blocks.map(({ lines }) => {
    const name = NAMED.exec(lines[0] ?? '')?.[1]
    if (name === undefined) throw new Error(`a program begins with its name in a comment, and not with "${lines[0]}"`)
    return { name, text: `${lines.join('\n')}\n` }
  })
}
