import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { openPasswordPrompt } from './ask-password.ts'
import { hashPassword } from './hash-password.ts'

/** A terminal that somebody types at, and all that it shows. */
function openTerminal(...typed: (string | Buffer)[]) {
  const input = new PassThrough()
  for (const each of typed) input.write(each)
  const modes: boolean[] = []
  const order: string[] = []
  const shown: string[] = []
  const terminal = Object.assign(input, {
    isTTY: true,
    setRawMode: (isRaw: boolean) => void (modes.push(isRaw), order.push(isRaw ? 'hidden' : 'shown')),
  })
  const prompt = openPasswordPrompt(terminal, { write: (text) => (shown.push(text), order.push(text)) })
  return { order, ask: () => prompt.ask('Password: '), close: prompt.close, input, modes, shown }
}

test.each<[string, (string | Buffer)[], string | undefined]>([
  ['a line', ['secret\r'], 'secret'],
  ['letter by letter', ['s', 'e', 'c', '\r'], 'sec'],
  ['a letter in two pieces', [Buffer.from([0xc3]), Buffer.from([0xa4, 0x0d])], 'ä'],
  ['backspace', ['sx\u007fe\bd\r'], 'sd'],
  ['more backspaces than letters', ['s\u007f\u007fe\r'], 'e'],
  ['Ctrl-U', ['wrong\u0015right\r'], 'right'],
  ['signs that mean something elsewhere', ['"\'\\ $\t\r'], '"\'\\ $\t'],
  ['Ctrl-C', ['sec\u0003'], undefined],
  ['Ctrl-D', ['\u0004'], undefined],
])('what is typed is not shown, and the terminal is left as it was: %s', async (_name, typed, password) => {
  const { ask, modes, shown } = openTerminal(...typed)
  expect(await ask()).toBe(password)
  expect(shown).toEqual(['Password: ', '\n'])
  expect(modes).toEqual([true, false])
})

test.each([
  ['at once', ['one\rtwo\r']],
  ['one after the other', ['one\r', 'two', '\r']],
])('somebody can be asked twice, and no more when it is over: typed %s', async (_name, typed) => {
  const { ask, close, input, modes } = openTerminal(...typed)
  expect([await ask(), await ask()]).toEqual(['one', 'two'])
  expect(modes).toEqual([true, false, true, false])
  await close()
  expect(input.destroyed).toBe(true)
  expect(await ask()).toBeUndefined()
})

test('nothing is shown before the question either: a quick answer is hidden, too', async () => {
  const { ask, order } = openTerminal('secret\r')
  await ask()
  expect(order).toEqual(['hidden', 'Password: ', 'shown', '\n'])
})

test('a line without end is no password, and the terminal is left as it was', async () => {
  const { ask, modes } = openTerminal('x'.repeat(1025))
  await expect(ask()).rejects.toThrow('1024 characters at most')
  expect(modes).toEqual([true, false])
})

test.each([
  ['secret\n', 'secret'],
  ['secret\r\nmore\n', 'secret'],
  ['secret', 'secret'],
  ['\u0003\n', '\u0003'],
  ['', undefined],
])('from a pipe the first line counts, and nothing is printed: %j', async (text, password) => {
  const input = new PassThrough()
  input.end(text)
  const shown: string[] = []
  const prompt = openPasswordPrompt(input, { write: (each) => shown.push(each) })
  expect([prompt.isTerminal, await prompt.ask('Password: ')]).toEqual([false, password])
  expect(shown).toEqual([])
})

const make = (password: string) => Promise.resolve({ passwordHash: `hash of ${password}`, salt: 'salt' })
const saying =
  (...answers: (string | undefined)[]) =>
  () =>
    Promise.resolve(answers.shift())

test.each([
  ['the same twice', ['a', 'a'], true, { print: 'password_hash: hash of a\npassword_salt: salt\n' }],
  ['two that differ', ['a', 'b'], true, { fault: 'The two passwords differ. Nothing was hashed.' }],
  ['Ctrl-C at the second', ['a', undefined], true, { fault: 'The two passwords differ. Nothing was hashed.' }],
  ['nothing', [''], true, { fault: 'No password was given, so there is nothing to hash.' }],
  ['Ctrl-C', [undefined], true, { fault: 'No password was given, so there is nothing to hash.' }],
  ['a pipe', ['a'], false, { print: 'password_hash: hash of a\npassword_salt: salt\n' }],
])('hash-password: %s', async (_name, answers, isTerminal, outcome) => {
  expect(await hashPassword({ ask: saying(...answers), isTerminal }, make)).toEqual(outcome)
})
