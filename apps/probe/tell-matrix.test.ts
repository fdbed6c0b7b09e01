import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished } from 'vitest'
import { sarifFaults, withSarif } from '../../tests/support/sarif.ts'
import type { MatrixCell, TokenMatrix } from './matrix/token-matrix.ts'
import { z } from 'zod'
import { readProjectFile } from '../../tests/support/project-files.ts'
import { readBaseline } from './reports/baseline.ts'
import { probeMatrixSchema } from './reports/matrix-schema.ts'
import { tellMatrix } from './tell-matrix.ts'

const test = withSarif.test

const LEAK = 'who steals the access token of servicea for serviceb can also call servicec (scenario 7)'
const MISSED = 'serviceb (scenario 5) refuses the token of servicea for serviceb, which is for it'

const ABOUT = { audience: ['serviceb'], owner: 'servicea', isRevoked: false } as const

const matrixWith = (...cells: MatrixCell[]): TokenMatrix => ({
  tokens: [
    { ...ABOUT, id: 't1', name: 'A → B access', kind: 'access', scenarios: [7] },
    { ...ABOUT, id: 't2', name: 'A → B', kind: 'plain', scenarios: [5] },
  ],
  doors: [
    { id: 'C7', service: 'servicec', route: 'GET /scenario7-server', scenario: 7, kinds: ['access'], knowsRevoked: false },
    { id: 'B5', service: 'serviceb', route: 'GET /scenario5-server', scenario: 5, kinds: ['plain'], knowsRevoked: false },
  ],
  cells,
  missing: [],
  closed: [],
    answered: [],
  silent: [],
  findings: cells.filter(({ kind }) => kind === 'leak' || kind === 'open').length,
  milliseconds: 1200,
}) // prettier-ignore

const LEAKING = matrixWith(
  { token: 't1', door: 'C7', kind: 'leak', sentence: LEAK },
  { token: 't1', door: 'B5', kind: 'refused' },
  { token: 't2', door: 'C7', kind: 'refused' },
  { token: 't2', door: 'B5', kind: 'missed', sentence: MISSED },
)

const WELL = matrixWith({ token: 't1', door: 'C7', kind: 'refused' }, { token: 't2', door: 'B5', kind: 'right' })

const FILES = { json: 'a.json', junit: 'a.xml', sarif: 'a.sarif', html: 'a.html' }

test('docs/probe-matrix.schema.json is the schema of its JSON, also beside a baseline', async () => {
  expect(JSON.parse(await readProjectFile('docs/probe-matrix.schema.json'))).toEqual(z.toJSONSchema(probeMatrixSchema))
  const { json } = await tellAll({ ...LEAKING, stopped: 'It was interrupted.' })
  expect(probeMatrixSchema.safeParse(JSON.parse(json)).error).toBe(undefined)
  expect(probeMatrixSchema.safeParse(JSON.parse((await tellAll(WELL, json)).json)).error).toBe(undefined)
})

test('an accepted door that this run does not have is none that was mended', async () => {
  const accepted = ['matrix Z9 A → B', 'matrix C7 B → nobody'].map((id) => ({ id, because: 'x' }))
  const { said } = await tellAll(WELL, JSON.stringify({ accepted }))
  expect(said.match(/! no case +matrix/g)).toHaveLength(2)
  expect(said).toContain('0 fixed since')
})

/** Tells a matrix with all reports, and reads them. */
async function tellAll(matrix: TokenMatrix, baseline?: string) {
  const folder = await mkdtemp(join(tmpdir(), 'matrix-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const said: string[] = []
  const hear = (text: string) => void said.push(text)
  const terminal = { write: hear, tell: hear, progress() {}, isTerminal: false, columns: Infinity, colours: false }
  const known = baseline === undefined ? undefined : readBaseline(baseline)
  const end = await tellMatrix(matrix, { options: { files: FILES }, baseline: known, folder, terminal })
  const read = (name: string) => readFile(join(folder, name), 'utf8')
  const [json, junit, sarif, html] = await Promise.all(Object.values(FILES).map(read))
  return { end, said: said.join(''), json: json ?? '', junit: junit ?? '', sarif: sarif ?? '', html: html ?? '' }
}

test('a cell that is believed and should not be is a finding in every report, and so is one that is refused wrongly', async () => {
  const { end, said, json, junit, sarif, html } = await tellAll(LEAKING)
  expect(end).toBe('findings')
  expect(said).toContain('Failed: 2 doors of the sandbox answered a token as they should not.')
  expect(JSON.parse(json).findings).toMatchObject([
    { id: 'matrix C7 A → B access', kind: 'believed', place: 'servicec GET /scenario7-server' },
    { id: 'matrix B5 A → B', kind: 'good-refused' },
  ])
  expect(junit).toContain('<testsuite name="probe.matrix" tests="2" failures="2" errors="0" skipped="0"')
  expect(junit).toContain(`<failure message="believed, and should not be: ${LEAK}" type="matrix"/>`)
  const [run] = JSON.parse(sarif).runs
  expect(run.results).toMatchObject([{ ruleId: 'matrix-believed', ruleIndex: 0 }, { ruleId: 'matrix-refused', ruleIndex: 1 }]) // prettier-ignore
  expect(await sarifFaults(sarif)).toEqual([])
  for (const text of ['Failed: 2 doors', LEAK, MISSED, 'A → B access', 'class="leak"']) expect(html).toContain(text)
})

test('its JSON report is a baseline: what is known fails nothing, and what is gone is said', async () => {
  const { json } = await tellAll(LEAKING)
  const known = await tellAll(LEAKING, json)
  expect(known.end).toBe('well')
  expect(known.said).toMatch(/Baseline: 2 findings known[\s\S]*Passed: .*beside 2 that the baseline accepts/)
  expect(known.junit).toContain('tests="2" failures="0" errors="0" skipped="2"')
  expect(JSON.parse(known.sarif).runs[0].results).toMatchObject([{ baselineState: 'unchanged', suppressions: [{ status: 'accepted' }] }, {}]) // prettier-ignore
  expect(await sarifFaults(known.sarif)).toEqual([])
  const mended = await tellAll(WELL, json)
  expect(mended.said).toMatch(/✓ fixed +matrix C7 A → B access/)
  expect(mended.html).toContain('fixed since')
})

test('of two findings a baseline by hand accepts the one that it names', async () => {
  const accepted = [{ id: 'matrix C7 A → B access', because: 'C is behind B' }]
  const { end, json, junit } = await tellAll(LEAKING, JSON.stringify({ accepted }))
  expect(end).toBe('findings')
  expect(JSON.parse(json).baseline).toMatchObject({ newFindings: ['matrix B5 A → B'], failing: 1 })
  expect(junit).toContain('<skipped message="accepted: C is behind B"/>')
})

test('where all is well each door is a test that passes, and what was not seen is none that is fixed', async () => {
  const { end, junit, html } = await tellAll(WELL)
  expect(end).toBe('well')
  for (const words of ['What is not as it should be', '--matrix without an address']) expect(html).not.toContain(words)
  expect(html).toMatch(/\.wide-table ?\{[^}]*position: ?relative/)
  expect(junit).not.toContain('time="0.000"')
  expect(junit).toContain('tests="2" failures="0" errors="0" skipped="0"')
  const accepted = [{ id: 'matrix C7 A → B access', because: 'x' }]
  const partly = await tellAll({ ...WELL, missing: ['scenario 7 answered 503'] }, JSON.stringify({ accepted }))
  expect(partly.said).toMatch(/open +matrix C7/)
  expect(partly.junit).toContain('name="scenario 7 answered 503"><error')
  expect(partly.end).toBe('could not run')
})

test('what cannot be played with an own service is said, and fails nothing', async () => {
  const line = 'scenario 13 cannot be played with your own service'
  const { end, said, junit, html } = await tellAll({ ...WELL, missing: [line] })
  expect(end).toBe('well')
  expect(junit).toContain(`name="Not known: ${line}"><skipped`)
  expect(`${said}${html}`.match(new RegExp(`Not known: ${line}`, 'g'))).toHaveLength(2)
})

const UNTOLD = 'servicec says 500 to GET /scenario7-server without a token and 429 to garbage, and does not refuse both'
const UNTOLD_CELLS = ['t1', 't2'].map((token) => ({ token, door: 'C7', kind: 'unknown', sentence: UNTOLD }) as const)

test('a door of which nobody can tell anything is not passed, and is said once', async () => {
  const cells = [...WELL.cells.filter(({ door }) => door === 'B5'), ...UNTOLD_CELLS]
  const { end, said, junit } = await tellAll({ ...WELL, cells })
  expect(end).toBe('could not run')
  expect(said).toContain(`Not passed, for it is not whole: ${UNTOLD}.`)
  expect(said.match(/servicec says 500/g)).toHaveLength(2) // above the table, and in the last line
  expect(junit.match(/servicec says 500/g)).toHaveLength(1)
  expect(junit).toContain('tests="2" failures="0" errors="1" skipped="0"')
})

const OPEN = 'servicec lets everybody in at GET /scenario7-server: whoever has no token, and whoever shows garbage'

test('a door that lets everybody in is one finding, however many tokens it was shown', async () => {
  const cells = ['t1', 't2'].map((token) => ({ token, door: 'C7', kind: 'open', sentence: OPEN }) as const)
  const { end, said, json, junit, sarif, html } = await tellAll(matrixWith(...cells))
  expect(end).toBe('findings')
  expect(said).toContain('Failed: 1 door of the sandbox')
  expect(JSON.parse(json).findings).toMatchObject([{ id: 'matrix C7 without a good token', kind: 'open' }])
  expect(junit).toContain('failures="1" errors="0"')
  expect(JSON.parse(sarif).runs[0].results).toMatchObject([{ ruleId: 'matrix-open' }])
  expect(await sarifFaults(sarif)).toEqual([])
  expect(html).toContain(OPEN)
  expect((await tellAll(matrixWith(...cells), json)).end).toBe('well')
})

const UNLOCKED_SAID = 'backend-api should speak to nobody without a certificate of the mesh, and answered 200 over TLS'
const UNLOCKED = { id: 'backend-api', place: 'backend-api GET /', sentence: UNLOCKED_SAID }

test('a door of the mesh that answers without a certificate is a finding in every report, and can be accepted', async () => {
  const { end, said, json, junit, sarif, html } = await tellAll({ ...WELL, answered: [UNLOCKED], findings: 1 })
  expect(end).toBe('findings')
  expect(said).toMatch(
    /Lets in without a certificate of the mesh:\n {2}backend-api should[\s\S]*Failed: 1 door of the sandbox/,
  )
  expect(JSON.parse(json).findings).toMatchObject([{ id: 'matrix backend-api without a certificate of the mesh' }])
  expect(probeMatrixSchema.safeParse(JSON.parse(json)).error).toBe(undefined)
  expect(junit).toContain('failures="1" errors="0"')
  expect(JSON.parse(sarif).runs[0].results).toMatchObject([{ ruleId: 'matrix-no-certificate' }])
  expect(await sarifFaults(sarif)).toEqual([])
  expect(html).toContain(UNLOCKED_SAID)
  expect((await tellAll({ ...WELL, answered: [UNLOCKED] }, json)).end).toBe('well')
  expect((await tellAll(WELL, json)).said).toMatch(/✓ fixed +matrix backend-api/)
})

for (const [what, gap, words] of [
  ['a party that is silent', { silent: ['servicec gave no answer: nobody listens there'] }, 'servicec gave no answer'],
  ['a play that went wrong', { missing: ['scenario 7 answered 503'] }, 'scenario 7 answered 503'],
  ['a run that was stopped', { stopped: 'It was interrupted.' }, 'It was interrupted'],
] as const)
  test(`${what}: not passed, in every report; what was found comes first`, async () => {
    const { end, said, junit, sarif, html } = await tellAll({ ...WELL, ...gap })
    expect(end).toBe('could not run')
    expect(said).toContain(`Not passed, for it is not whole: ${words}`)
    expect(said).not.toContain('Passed:')
    expect(junit).toContain('errors="1"')
    expect(JSON.parse(sarif).runs[0].invocations[0].executionSuccessful).toBe(false)
    expect(await sarifFaults(sarif)).toEqual([])
    expect(html).toContain('Not passed')
    const found = await tellAll({ ...LEAKING, ...gap })
    expect(found.end).toBe('findings')
    expect(found.said).toMatch(new RegExp(`Failed: 2 doors .*Besides, ${words}`))
  })
