import { rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { Corpus } from '../../apps/judge/corpus/corpus.ts'
import { writeCorpus } from '../../apps/judge/corpus/corpus-file.ts'
import { checkAgainst } from '../../apps/judge/corpus/run-corpus.ts'
import { systemOf, targetAt } from '../../apps/judge/corpus/systems.ts'
import { openServer } from '../support/forwarding.ts'
import { temporaryFolder } from '../support/folders.ts'
import { openJudgedKong, openJudgedMesh, openJudgedPiko } from '../support/judges/open-systems.ts'
import { CORPUS_MADE_AT, testCorpus, type RunningSystem } from '../support/judges/test-corpus.ts'

// A corpus in a file, sent to systems of ours that listen, as somebody would send it to a real Kong.

async function corpusFile(change: (corpus: Corpus) => Corpus = (corpus) => corpus): Promise<string> {
  const folder = await temporaryFolder()
  onTestFinished(() => rm(folder, { recursive: true }))
  const file = join(folder, 'out.json')
  await writeCorpus(file, change(await testCorpus()), { force: false })
  return file
}

const now = () => CORPUS_MADE_AT

const OPEN: Record<string, () => Promise<RunningSystem>> = {
  kong: () => openJudgedKong('kong'),
  'kong-exp-nbf': () => openJudgedKong('kong-exp-nbf'),
  piko: openJudgedPiko,
  mesh: openJudgedMesh,
}

test('a gateway, a relay and a mesh that run are as the corpus says', async () => {
  const against: string[] = []
  for (const [name, open] of Object.entries(OPEN)) against.push(`${name}=${(await open()).address}`)
  const { lines, isAsExpected } = await checkAgainst({ file: await corpusFile(), against, now })
  expect(lines.filter((line) => /^ {2}[^✓ ] /.test(line))).toEqual([])
  const counts = lines.filter((line) => line.includes('as expected'))
  expect(counts).toEqual(against.map(() => '  23 of 23 as expected'))
  expect(isAsExpected).toBe(true)
})

test('another system than the one that is named is noticed, and which tokens say so', async () => {
  const { address } = await openJudgedKong('kong')
  const { lines, isAsExpected } = await checkAgainst({ file: await corpusFile(), against: [`kong-exp-nbf=${address}`], now }) // prettier-ignore
  expect(isAsExpected).toBe(false)
  const different = lines.filter((line) => line.includes('✗')).map((line) => line.trim().split(/ +/)[1])
  expect(different.sort()).toEqual(['exp-30s-ago', 'exp-5min-ago', 'exp-quoted', 'exp-zero', 'nbf-in-30s', 'no-exp'])
  expect(lines.join('\n')).toMatch(/✗ no-exp +expected 401 must be a number; it was 200 the service\n/)
})

test('what its dates decide otherwise by now is not sent, and a corpus of yesterday proves nothing', async () => {
  const { address } = await openJudgedKong('kong-exp-nbf')
  const file = await corpusFile()
  const later = await checkAgainst({ file, against: [`kong-exp-nbf=${address}`], now: () => CORPUS_MADE_AT + 60_000 })
  expect(later.lines.filter((line) => line.startsWith('  -')).map((line) => line.split(/ +/)[2])).toEqual(['nbf-in-30s']) // prettier-ignore
  const tomorrow = await checkAgainst({
    file,
    against: [`kong-exp-nbf=${address}`],
    now: () => CORPUS_MADE_AT + 86_400_000,
  })
  expect(tomorrow.isAsExpected).toBe(false)
  expect(tomorrow.lines.at(-1)).toBe('  0 of 23 as expected, 23 too late: make a new corpus for these')
})

test('what came after the verdict had ended is no difference', async () => {
  let isLate = false
  const slow = await openServer(
    createServer((_request, response) => ((isLate = true), void response.writeHead(418).end())),
  )
  const nowThere = () => (isLate ? ((isLate = false), CORPUS_MADE_AT + 86_400_000) : CORPUS_MADE_AT)
  const against = [`kong=http://127.0.0.1:${slow.port}`]
  const { lines, isAsExpected } = await checkAgainst({ file: await corpusFile(), against, now: nowThere })
  expect(isAsExpected).toBe(false)
  expect(lines.at(-1)).toBe('  0 of 23 as expected, 23 too late: make a new corpus for these')
})

test('where nobody is, that is said', async () => {
  const { lines, isAsExpected } = await checkAgainst({ file: await corpusFile(), against: ['kong=http://127.0.0.1:1'], now }) // prettier-ignore
  expect(isAsExpected).toBe(false)
  expect(lines.at(-1)).toBe('  0 of 23 as expected, 23 without an answer')
})

test.each([
  ['kong', 'does not say which system is where'],
  ['kong=localhost:8000', 'does not say which system is where'],
  ['nginx=http://localhost:8000', 'it has strict, stoke, piko, piko-static, kong, kong-exp-nbf, mesh'],
])('--against %s is refused', async (given, words) => {
  await expect(checkAgainst({ file: await corpusFile(), against: [given], now })).rejects.toThrow(words)
})

/** What is said of Kong is another thing. */
const changedForKong = (change: Partial<Corpus['systems'][string]>) =>
  corpusFile((corpus) => {
    const { kong } = corpus.systems
    return { ...corpus, systems: { ...corpus.systems, ...(kong && { kong: { ...kong, ...change } }) } }
  })

describe('a corpus of somebody else', () => {
  test.each([
    ['path', { path: '//another.example/x' }],
    ['headers', { headers: { host: 'another.example' } }],
    ['headers', { headers: { 'transfer-encoding': 'chunked' } }],
    ['headers', { headers: { 'x-piko-endpoint': '\u4e16' } }],
  ])('cannot say by its %s that others are asked, or otherwise', async (member, change) => {
    const file = await changedForKong(change)
    await expect(checkAgainst({ file, against: ['kong=http://127.0.0.1:1'], now })).rejects.toThrow(
      `systems.kong.${member}`,
    )
  })

  test('is asked nowhere but at the address that the person gave', () => {
    expect(targetAt(new URL('http://127.0.0.1:1'), { path: '//another.example/x' }).host).toBe('127.0.0.1:1')
    expect(targetAt(new URL('http://127.0.0.1:1?a=b'), { path: '/default' }).pathname).toBe('/default')
  })

  test('moves no terminal by the words that it expects', async () => {
    const { verdicts } = systemOf(await testCorpus(), 'kong')
    const words = '\u001b[2J\u202e'
    const hostile = Object.entries(verdicts).map(([token, verdict]) => [token, { ...verdict, words }] as const)
    const file = await changedForKong({ verdicts: Object.fromEntries(hostile) })
    const { lines } = await checkAgainst({ file, against: ['kong=http://127.0.0.1:1'], now })
    expect(lines.join('')).toContain('\\u001b[2J\\u202e')
    expect(lines.join('')).not.toMatch(/[\p{Cc}\p{Cf}]/u)
  })
})

test.each(['/dev/zero', '/nowhere/ca.pem'])('a list of authorities that cannot be read is said: %s', async (caFile) => {
  const asked = checkAgainst({ file: await corpusFile(), against: ['kong=https://127.0.0.1:1'], caFile, now })
  await expect(asked).rejects.toThrow(`${caFile} cannot be read: `)
})
