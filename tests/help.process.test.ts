import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { describe, expect, test } from 'vitest'
import { plainEnvironment } from './support/plain-environment.ts'
import { testFolder } from './support/processes.ts'
import { PROJECT, readProjectFile } from './support/project-files.ts'

const { scripts }: { scripts: Record<string, string> } = JSON.parse(await readProjectFile('package.json'))

/** Those that run a program of ours; the others are vitest's, npm's and so on, which have a help of their own, or are called by npm itself. */
const ours = Object.entries(scripts).filter(([name, script]) => script.startsWith('node ') && name !== 'postinstall')

/** Runs a script of package.json with more words behind it, on a keys folder that is not there. */
async function runScript(script: string, words: string[], run = [process.execPath, ...script.split(' ').slice(1)]) {
  const keysFolder = join(await testFolder(), 'keys')
  const [program = '', ...args] = run
  const env = { ...plainEnvironment(), KEYS_FOLDER: keysFolder, HOST: 'not a host' } // help needs no good setting
  const child = spawn(program, [...args, ...words], { cwd: PROJECT, env, stdio: ['ignore', 'pipe', 'pipe'] })
  const [out, error, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  expect(existsSync(keysFolder)).toBe(false)
  return { code, out, error }
}

test('there are commands to ask', () => {
  expect(ours.map(([name]) => name)).toEqual(
    expect.arrayContaining([
      'start',
      'jwt-factory',
      'issuer',
      'servicea',
      'serviceb',
      'servicec',
      'keys',
      'play',
      'drill',
      'bench',
    ]),
  )
})

/** Ways to ask, one for each command in turn; that each way is one, command-line.test.ts shows. */
const WAYS = [['--help'], ['-h'], ['1', '--no-such-option', '--help']]

describe.each(ours.map(([name, script], at) => [name, script, WAYS[at % WAYS.length] ?? [], at] as const))(
  'npm run %s',
  (name, script, words, at) => {
    test(`says with ${words.join(' ')} how it is called, and does nothing`, async () => {
      const { code, out, error } = await runScript(script, [...words])
      expect({ code, error }).toEqual({ code: 0, error: '' })
      const usage = new RegExp(`^Usage: npm (?:run )?${name}\\b`)
      expect(out).toMatch(usage)
      expect(out).toMatch(/\n[A-Z][^\n]*:\n(?: {2,}[^\n]*\n)* {2}--help /)
      expect(out).toMatch(/\nFor instance:\n(?: {2}(?:[A-Z0-9_]+=(?:"[^"]+"|\S+) )*npm [^\n]+\n){1,3}$/)
    })

    const [, file = ''] = /(\S+\.ts)/.exec(script) ?? []
    if (ours.find(([, other]) => other.includes(file))?.[0] !== name) return // another command of the same program shows it
    if (at % 2 !== 0) return // all of them read their words in one way: command-line.test.ts has it whole
    test('says in one line which option it does not know, and where to read more', async () => {
      const { code, out, error } = await runScript(script, ['1', '--no-such-option'].slice(name === 'play' ? 0 : 1))
      expect({ code, out }).toEqual({ code: 2, out: '' })
      expect(error).toMatch(/^[^\n]*no-such-option[^\n]* npm [^\n]*--help says more\.\n$/)
    })
  },
)

test('npm hands the words on that stand behind --', async () => {
  const { code, out } = await runScript('', ['start', '--', '--help'], ['npm'])
  expect(code).toBe(0)
  expect(out).toContain('Usage: npm start')
})
