import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { CorpusFault, readCorpus, writeCorpus } from './corpus-file.ts'
import { makeCorpus } from './make-corpus.ts'

const NOW = 1_800_000_000_000
const corpus = await makeCorpus({
  issuer: 'https://issuer.example',
  audience: 'serviceb',
  now: NOW,
  lifetimeSeconds: 3600,
  judges: [],
})

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'corpus-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  return folder
}

test('a corpus is for its owner alone, is read as it was written, and may be made anew', async () => {
  const file = join(await newFolder(), 'out.json')
  await writeCorpus(file, corpus, { force: false })
  expect((await stat(file)).mode & 0o777).toBe(0o600)
  expect(await readCorpus(file)).toEqual(corpus)
  await chmod(file, 0o644)
  await writeCorpus(file, corpus, { force: false })
  expect((await stat(file)).mode & 0o777).toBe(0o600)
})

test('no private key is in it, and the tokens that are forged have another one', async () => {
  const text = JSON.stringify(corpus)
  expect(text).not.toMatch(/PRIVATE KEY|"(?:d|p|q|dp|dq|qi|k)":/)
  expect(text.match(/PUBLIC KEY/g)).toHaveLength(2)
})

test.each([
  ['notes', 'my notes'],
  ['other JSON', '{"corpus": "another one"}'],
  ['a list', '[]'],
  ['nothing', ''],
  ['no UTF-8', Buffer.from([0xff, 0xfe])],
])('a file with %s is not overwritten, but with force', async (_what, content) => {
  const file = join(await newFolder(), 'out.json')
  await writeFile(file, content)
  await expect(writeCorpus(file, corpus, { force: false })).rejects.toThrow(CorpusFault)
  expect(await readFile(file)).toEqual(Buffer.from(content))
  await writeCorpus(file, corpus, { force: true })
  expect(await readCorpus(file)).toEqual(corpus)
})

test('a folder in its place is not replaced', async () => {
  await expect(writeCorpus(await newFolder(), corpus, { force: false })).rejects.toThrow(CorpusFault)
})

test('where no file can be written, that is said, and no name of ours', async () => {
  const file = join(await newFolder(), 'nowhere', 'out.json')
  const fault = await writeCorpus(file, corpus, { force: false }).catch((error: unknown) => error)
  expect(fault).toBeInstanceOf(CorpusFault)
  expect(String(fault)).toContain(`${file} cannot be written: `)
})

test('what is wrong with a file is said, and nothing of a token', async () => {
  const file = join(await newFolder(), 'out.json')
  await expect(readCorpus(file)).rejects.toThrow('is not there; make it with --corpus')
  await writeFile(file, '{')
  await expect(readCorpus(file)).rejects.toThrow('is no JSON')
  const odd = { ...corpus.tokens['valid'], authorization: [`${corpus.tokens['valid']?.authorization[0]}\r\nX: 1`] }
  await writeFile(file, JSON.stringify({ ...corpus, tokens: { ...corpus.tokens, valid: odd } }))
  const fault = await readCorpus(file).catch((error: Error) => error)
  expect(String(fault)).toContain('tokens.valid.authorization.0 cannot stand in a header')
  expect(String(fault)).not.toContain('eyJ')
})
