import { EventEmitter } from 'node:events'
import { expect, test } from 'vitest'
import { UsageFault } from './command-line.ts'
import { runCommand, type Host } from './run-process.ts'

const stream = (write: (text: string) => void) => Object.assign(new EventEmitter(), { write })

/** A process that only writes down what it says and how it ends. */
async function runWith(words: readonly string[], run: () => Promise<number>): Promise<{ code: unknown; told: string }> {
  let told = ''
  let code: unknown
  const host = {
    argv: ['node', 'main.ts', ...words],
    env: {},
    send: () => true, // a program has started it: nobody is warned
    stdout: stream(() => {}),
    stderr: stream((text) => (told += text)),
    exit: (ended: unknown) => void (code = ended),
  } as unknown as Host // as much of it as a command needs
  await runCommand(host, { name: 'npm run x', about: 'a test', examples: [], words: ['WORD?'], run })
  return { code, told }
}

const HOSTILE = '\u001b[2J\u0007\u009b31m\u202e\r'

const THROWN = {
  'a fault of the call': [2, () => new UsageFault(`"${HOSTILE}" is no word`)],
  'a sentence': [1, () => new Error(`${HOSTILE} cannot be read.\nNor the next line.`)],
  'a failure to start': [1, () => new TypeError(HOSTILE)],
} satisfies Record<string, [number, () => Error]>

test.each(Object.entries(THROWN))(
  '%s says what it is about, and nothing of that moves the terminal',
  async (_what, [code, thrown]) => {
    const { told, ...ended } = await runWith([], () => Promise.reject(thrown()))
    expect(ended).toEqual({ code })
    expect(told).toContain('\\u001b[2J\\u0007\\u009b31m\\u202e\\u000d')
    expect(told.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u)
  },
)

test('an option that nobody knows moves it no more, and lines stay lines', async () => {
  const { code, told } = await runWith([`--${HOSTILE}`], async () => 0)
  expect(code).toBe(2)
  expect(told.trimEnd()).not.toMatch(/[\p{Cc}\p{Cf}]/u)
  const { told: lines } = await runWith([], () => Promise.reject(new Error('one\ntwo')))
  expect(lines).toBe('one\ntwo\n')
})
