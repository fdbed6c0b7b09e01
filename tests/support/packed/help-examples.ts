import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { runToEnd } from '../run-to-end.ts'
import { runPacked, type InstalledPackage } from './installed-package.ts'

/** With it nothing listens, and no sandbox is found: a command reads what it is told, and ends. */
const NOTHING_STARTS = { HOST: 'not a host', KEYS_FOLDER: 'no-keys-here' }

/** What a command says that does not know a word of its line. */
const REFUSED = /--help says more/

const WITH_WORDS = [
  'mesh proxy',
  'mesh decide',
  'mesh lint',
  'mesh explain',
  'piko server',
  'piko agent',
  'piko forward',
]

/** @returns the examples of all commands, as their helps show them */
export async function allExamples(installed: InstalledPackage): Promise<Set<string>> {
  const names = Object.keys(JSON.parse(await readFile(join(installed.at, 'bin', 'commands.json'), 'utf8')) as object)
  const examples = new Set<string>()
  for (const name of [...names, ...WITH_WORDS]) {
    const { output } = await runPacked(installed, [...name.split(' '), '--help'])
    for (const example of examplesOf(output)) examples.add(example)
  }
  return examples
}

/** The lines below `For instance:` of a help. */
const examplesOf = (help: string): string[] => {
  const [, below = ''] = help.split('\nFor instance:\n')
  return below.split('\n').flatMap((line) => (line.startsWith('  ') ? [line.trim()] : []))
}

/** What works for long, or has a HOST of its own: it is read and not done, for it gets one word that nobody knows. */
const WORKS = /\bnpx jwt-sandbox drill\b|\bHOST=/

/**
 * Types an example as it is printed, in bash; `npx jwt-sandbox` is what is installed.
 * @returns what it said, where the command refuses to be called so
 */
export async function refusedExample({ at, folder }: InstalledPackage, example: string): Promise<string | undefined> {
  const npx = `npx() { shift; "${process.execPath}" "${join(at, 'bin', 'jwt-sandbox.js')}" "$@"; }`
  const typed = WORKS.test(example) ? `${example} --no-such-option` : example
  const env = { ...NOTHING_STARTS, INIT_CWD: folder } // where a person types it
  const { output } = await runToEnd('bash', ['-c', `${npx}; ${typed}`], env, folder)
  const isRefused = WORKS.test(example) ? !output.includes('has no option --no-such-option') : REFUSED.test(output)
  return isRefused || !/\bnpx jwt-sandbox /.test(example) || example.includes(' -- ')
    ? `${example}\n${output}`
    : undefined
}
