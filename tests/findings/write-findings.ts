import { SWITCHES, type SwitchName } from '../weak-twin/switches.ts'
import { isStrictOfOurs } from '../support/dialect-findings.ts'
import type { PartyName } from '../support/probed-dialects.ts'
import { openTestSandbox } from '../support/sandbox.ts'
import { tableDialects } from '../support/table-dialects.ts'
import { addToLibraryTable } from '../libraries/write-library-table.ts'
import { sortedFindings } from './find-in-dialect.ts'
import { findInTwin } from './find-in-twin.ts'
import { findInVerifier } from './find-in-verifier.ts'
import { PROBED_PARTIES, sortedAtParty } from './find-in-party.ts'
import { writeFound, type ByWeakness, type DialectFound } from './found-tables.ts'

/** Sends the catalogue to whatever a test here sends it to, and writes what is found. Yields the path of each table. @param tell who was not asked */
export async function* writeFindings(tell: (line: string) => void): AsyncGenerator<string> {
  yield await writeFound('our-verifier', await findInVerifier())
  const dialects: Record<string, DialectFound> = {}
  for (const dialect of tableDialects())
    if (!isStrictOfOurs(dialect.id)) dialects[dialect.id] = await sortedFindings(dialect)
  yield await writeFound('dialects', dialects)
  await addToLibraryTable(tell)
  yield 'scenarios/attacks/libraries.md'
  const twin: Record<string, readonly string[] | 'stops'> = {}
  for (const name of Object.keys(SWITCHES) as SwitchName[]) twin[name] = await findInTwin(name) // Object.keys forgets the names
  yield await writeFound('weak-twin', twin)
  const parties: Record<string, ByWeakness> = {}
  for (const name of Object.keys(PROBED_PARTIES) as PartyName[]) {
    const sandbox = await openTestSandbox()
    parties[name] = await sortedAtParty(name, sandbox).finally(() => sandbox.close())
  }
  yield await writeFound('parties', parties)
}
