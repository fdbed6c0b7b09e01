import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { readDotenv } from './dotenv-file.ts'

async function dotenv(content?: string | Uint8Array): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'dotenv-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const file = join(folder, '.env')
  if (content !== undefined) await writeFile(file, content)
  return file
}

const TEXT = 'HOST=localhost\nKEYS_FOLDER="schlüssel" # where\n'
const SETTINGS = { HOST: 'localhost', KEYS_FOLDER: 'schlüssel' }

test('settings are read, and without a file there are none', async () => {
  expect(readDotenv(await dotenv(TEXT))).toEqual(SETTINGS)
  expect(readDotenv(await dotenv(), await dotenv())).toEqual({})
  expect(readDotenv(await dotenv(''))).toEqual({})
})

test('where a program is called from another folder, the file of the project counts, unless that folder has its own', async () => {
  const project = await dotenv('HOST=127.0.0.1')
  expect(readDotenv(await dotenv(), project)).toEqual({ HOST: '127.0.0.1' })
  expect(readDotenv(await dotenv(TEXT), project)).toEqual(SETTINGS)
})

test('lines that are no settings are told by their number, and those of values in quotes are none of them', async () => {
  const lines = [
    '# mine',
    'HOST=localhost # here',
    'SIGNER_PORT',
    '',
    'FOO BAR',
    'export A=1',
    'B: 2',
    "C='x",
    'not stray',
    "'",
    'D=',
    '=5',
  ]
  for (const end of ['\n', '\r\n']) {
    const stray: number[] = []
    const settings = readDotenv(await dotenv(lines.join(end)), undefined, (line) => stray.push(line))
    expect(Object.keys(settings)).toEqual(['HOST', 'A', 'B', 'C', 'D'])
    expect(stray).toEqual([3, 5, 12])
  }
})

test.each([
  ["KEYS_FOLDER='a", [2]],
  ['HOST="localhost # here', [2]],
  ['export A = `b', [2]],
  ["B: '", [2]],
  ["KEYS_FOLDER='a\nHOST=localhost\n# it's", [2]],
  ['KEYS_FOLDER=\'a\nHOST="b', [2, 3]],
  ['C="x\ny"', []],
  [`D='it"s'`, []],
  ["E=don't", []],
  ["F='a' # it's", []],
  ['G=""', []],
  ["# it's", []],
])('a quote that is never closed is told by its line, and no other: %s', async (text, told) => {
  for (const end of ['\n', '\r\n']) {
    const open: number[] = []
    const file = await dotenv(`A=b\n${text}\n`.replaceAll('\n', end))
    readDotenv(file, undefined, undefined, (line) => open.push(line))
    expect(open).toEqual(told)
  }
})

test('a byte order mark is no part of the first name', async () => {
  expect(readDotenv(await dotenv(`\uFEFF${TEXT}`))).toEqual(SETTINGS)
})

test.each<[string, Uint8Array, RegExp]>([
  ['UTF-16 with a mark', Buffer.from(`\uFEFF${TEXT}`, 'utf16le'), /UTF-16.*as UTF-8/],
  ['UTF-16, the other way round', Buffer.from(`\uFEFF${TEXT}`, 'utf16le').swap16(), /UTF-16.*as UTF-8/],
  ['UTF-16 without a mark', Buffer.from(TEXT, 'utf16le'), /UTF-16.*as UTF-8/],
  ['Latin-1', Buffer.from(TEXT, 'latin1'), /not UTF-8/],
])('a file in %s is refused: its settings would be others, or none', async (_what, content, message) => {
  const file = await dotenv(content)
  expect(() => readDotenv(file)).toThrow(message)
})

test('a folder of that name is refused', async () => {
  const file = await dotenv()
  await mkdir(file)
  expect(() => readDotenv(file)).toThrow(/^\.env is a folder\. /)
})
