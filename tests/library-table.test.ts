import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { CATALOGUE } from '#attacks'
import { LIBRARIES_WITH_SETTINGS, settingFor } from '../apps/probe/engine/library-settings.ts'
import { isWrong, type LibraryRun, type LibraryVerdict } from '../apps/probe/libraries/library-table.ts'
import { LIBRARY_WORDS } from '../apps/probe/libraries/library-words.ts'
import { readLibraryTable } from '../apps/probe/libraries/read-library-table.ts'
import { renderLibraryTable } from '../apps/probe/libraries/render-library-table.ts'
import { withTableSummary } from '../apps/probe/libraries/render-table-summary.ts'
import { countVerdictsOf, demandedOf } from '../apps/probe/libraries/table-rows.ts'
import { PROJECT } from './support/project-files.ts'

// What libraries and gateways said to the catalogue: the table that is kept, and the page that is made of it.

const table = readLibraryTable()
const libraries = table.runs.filter(({ hardening }) => hardening !== 'dialect')
const dialects = table.runs.filter(({ hardening }) => hardening === 'dialect')

const verdictIn = (run: LibraryRun | undefined, id: string) =>
  Object.entries(run?.verdicts ?? {}).find(([, ids]) => ids.includes(id))?.[0] as LibraryVerdict | undefined // its keys are

test('every case of the catalogue stands once in every run', () => {
  const all = CATALOGUE.map(({ id }) => id).toSorted()
  for (const { library, hardening, verdicts } of table.runs)
    expect(Object.values(verdicts).flat().toSorted(), `${library} ${hardening}: npm run findings`).toEqual(all)
})

test('a run of a library sends more than two hundred cases', () => {
  for (const { verdicts } of libraries)
    expect(CATALOGUE.length - (verdicts['not-run']?.length ?? 0)).toBeGreaterThanOrEqual(200)
})

test('the page is what the command makes of the table', () => {
  const page = readFileSync(join(PROJECT, 'scenarios/attacks/libraries.md'), 'utf8')
  expect(page === renderLibraryTable(table, CATALOGUE), 'npm run library-table -- --text').toBe(true)
})

test('the README of the room has a line for each library and each dialect, as the command makes it', () => {
  const readme = readFileSync(join(PROJECT, 'scenarios/attacks/README.md'), 'utf8')
  expect(withTableSummary(readme, table, CATALOGUE), 'npm run library-table -- --text').toBe(readme)
  for (const run of table.runs) {
    const { wrong, sent } = countVerdictsOf(demandedOf(run, CATALOGUE))
    const own = readme.split('\n').filter((line) => line.includes(` ${run.versions} |`))
    expect(own, run.library).toEqual([expect.stringContaining(`| ${wrong} of ${sent} |`)])
  }
})

test('the README of the room counts nothing as wrong of which both answers can be defended', () => {
  const [run] = libraries
  const policy = CATALOGUE.filter((attack) => attack.class === 'POLICY').map(({ id }) => id)
  const lax = { made: table.made, runs: [{ ...run!, verdicts: { right: ['exp-past'], believed: policy } }] }
  const readme = readFileSync(join(PROJECT, 'scenarios/attacks/README.md'), 'utf8')
  expect(withTableSummary(readme, lax, CATALOGUE)).toContain('| 0 of 1 |  |  |')
})

const { packages } = JSON.parse(readFileSync(join(PROJECT, 'tests/interop/package-lock.json'), 'utf8')) as {
  packages: Readonly<Record<string, { version?: string }>>
}

/** They come with the system: who installs them gets what it has. */
const OF_THE_SYSTEM = new Set(['HAProxy', 'mod_auth_openidc'])

test.each(libraries.filter(({ library }) => !OF_THE_SYSTEM.has(library)))(
  '$library, $hardening: the table is of the version that tests/interop pins',
  ({ versions }) => {
    for (const [name, version] of versions.split(', ').map((each) => each.split(' ')))
      expect(packages[`node_modules/${name}`]?.version, `${name}: run npm run library-table`).toBe(version)
  },
)

test('a README without the marks is not written over', () => {
  expect(() => withTableSummary('# attacks', table, CATALOGUE)).toThrow('lacks the lines')
})

test('every dialect of our own is in the table by the name of its file or folder, and so is what all services of the sandbox go by', () => {
  const rooms = readdirSync(join(PROJECT, 'core/access/dialects'))
    .filter((each) => !NO_DIALECT.test(each))
    .map((each) => each.replace(/\.ts$/, ''))
  const ids = dialects.map(({ library }) => library)
  const missing = rooms.filter((room) => !ids.some((id) => id.split('-').includes(room)))
  expect(missing, 'tests/support/table-dialects.ts lacks a row').toEqual([])
  expect(ids.filter((id) => !id.split('-').some((word) => rooms.includes(word)))).toEqual(['strict'])
})

const NO_DIALECT = /\.(?:test|fixture|contract)\.ts$|\.md$/

describe.each(Object.entries(LIBRARY_WORDS))('what is said of %s', (library, words) => {
  const runOf = (hardening: LibraryRun['hardening']) =>
    libraries.find((run) => run.library === library && run.hardening === hardening)

  test.each(words)('$text', ({ cases, mendedBy }) => {
    for (const id of cases) {
      expect(verdictIn(runOf('default'), id), id).toSatisfy(isWrong)
      if (mendedBy === undefined) expect(verdictIn(runOf('hardened'), id), id).toSatisfy(isWrong)
      else expect(verdictIn(runOf('hardened'), id), id).not.toSatisfy(isWrong)
    }
  })
})

test('something is said of every library and gateway', () => {
  expect(Object.keys(LIBRARY_WORDS).toSorted()).toEqual([...new Set(libraries.map((run) => run.library))].toSorted())
})

/** Of an attack: by which name the table knows a library that is recognised. */
const IN_TABLE: Readonly<Record<string, string>> = { 'fast-jwt': '@fastify/jwt' }

test.each(LIBRARIES_WITH_SETTINGS)('a setting of %s that is named mends what it is named for', (library) => {
  const hardened = libraries.find(
    (run) => run.library === (IN_TABLE[library] ?? library) && run.hardening === 'hardened',
  )
  const wrong = CATALOGUE.filter(({ id }) => settingFor(library, id) !== undefined)
    .map(({ id }) => id)
    .filter((id) => hardened?.verdicts.believed?.includes(id))
  expect(wrong).toEqual([])
})

test('what is wrong in a run is the sum of its columns', () => {
  for (const run of table.runs) {
    const { wrong, believed, goesOn, goodRefused, broken, besides } = countVerdictsOf(run)
    expect(believed + goesOn + goodRefused + broken + besides, `${run.library} ${run.hardening}`).toBe(wrong)
  }
})
