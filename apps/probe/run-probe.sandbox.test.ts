import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { probeOnLine } from '../../tests/support/probe-command.ts'
import { openTestSandbox, type TestSandbox } from '../../tests/support/sandbox.ts'

let sandbox: TestSandbox
beforeAll(async () => void (sandbox = await openTestSandbox({ env: { CLIENT_ASSERTION_AUDIENCE: 'issuer' } })))
afterAll(() => sandbox.close())

const read = (file: string) => readFile(join(sandbox.keysFolder, file), 'utf8')
const probe = (...args: string[]) => probeOnLine(sandbox, args)

const urlOf = (path: string) => `https://localhost:${sandbox.processes.serviceb.tlsPort}${path}`

test('service B has no finding', async () => {
  const { code, said } = await probe(urlOf('/scenario7-server'), '--rate', 'max', '--leeway', '0')
  expect(code, said).toBe(0)
})

test('a path that wants another token cannot be probed, and why is said', async () => {
  const { code, said } = await probe(urlOf('/scenario7-server'), '--audience', 'servicec', '--algorithms', 'RS256')
  expect(said).toMatch(/answered the good token with 401.*somebody else.*--audience/)
  expect(code).toBe(2)
})

test('the matrix shows every token at every door, and nothing leaks but what a scenario shows', async () => {
  const files = { json: 'matrix.json', html: 'matrix.html', junit: 'matrix.xml', sarif: 'matrix.sarif' }
  const { code, said } = await probe('--matrix', ...Object.entries(files).flatMap(([kind, file]) => [`--${kind}`, file])) // prettier-ignore
  expect(said).toMatch(/tokens, \d+ doors, 0 findings/)
  expect(code, said).toBe(0)
  const { matrix } = JSON.parse(await read(files.json))
  expect(matrix.cells.length).toBe(matrix.tokens.length * matrix.doors.length)
  for (const { name } of matrix.tokens) expect(await read(files.html)).toContain(name.replaceAll('&', '&amp;'))
  const junit = await read(files.junit)
  expect(junit.match(/<testcase [^>]*\/>/g)).toHaveLength(matrix.doors.length)
  expect(junit).toMatch(/<testsuite name="probe.matrix" tests="\d+" failures="0" errors="0"/)
  // What had expired before it was shown, on a machine that has much to do, is skipped, and nothing else.
  const skipped = junit.match(/<testcase [^>]*><skipped/g) ?? []
  expect(skipped.filter((each) => !each.includes('expired before all doors had seen it'))).toEqual([])
  expect(JSON.parse(await read(files.sarif)).runs[0].results).toEqual([])
})

test('--discover finds out what service B expects, says it as options, and goes on by it', async () => {
  const { code, said } = await probe(urlOf('/scenario7-server'), '--discover', '--audience', 'wrong', '--rate', 'max', '--leeway', '0', '--only', 'header') // prettier-ignore
  expect(said).toMatch(/aud: serviceb, the same in a list\n.*typ: at\+jwt\n/s)
  expect(said).toMatch(/--audience=serviceb .*--typ=at\+jwt .*--algorithms=.*ES256/)
  expect(code, said).toBe(0)
})

const PAGE = await readFile(new URL('../../docs/probe.md', import.meta.url), 'utf8')
const OF_THE_PAGE = [...PAGE.matchAll(/^npm run probe -- (--url https:\/\/localhost:8443\/.*)$/gm)].map(
  ([, line = '']) => line,
)

test.each(OF_THE_PAGE)('the page of the probe is right: %s', async (line) => {
  const { code, said } = await probe(...line.replace('8443', String(sandbox.processes.serviceb.tlsPort)).split(' '))
  expect(code, said).toBe(0)
  expect(said).toMatch(/no finding that fails the run/i)
})

test('the page has commands for a service of the sandbox', () => expect(OF_THE_PAGE).toHaveLength(3))
