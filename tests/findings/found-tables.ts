import { readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { format, resolveConfig } from 'prettier'
import { CATALOGUE } from '#attacks'
import type { RejectionReason } from '#core/token/rejection'

/** Ids of cases, by the weakness that they come through by. */
export type ByWeakness = Readonly<Record<string, readonly string[]>>

/** What the catalogue finds in a system that our dialect imitates. */
export interface DialectFound {
  readonly believes?: ByWeakness
  /** Nobody is known then, and the request goes on. */
  readonly goesOn?: ByWeakness
  readonly refusesGood?: ByWeakness
}

export type OurVerdict = RejectionReason | 'believed'

/** What attacks find, as `npm run findings` wrote it and somebody read it: each is a file of this folder, and tests find it again. */
export interface FoundTables {
  /** By the id of a case: what our verifier says to its token, or to each of its tokens where that differs. */
  'our-verifier': Readonly<Record<string, OurVerdict | readonly OurVerdict[]>>
  /** By the weakness of a twin; `stops` says that the controls end the run. */
  'weak-twin': Readonly<Record<string, readonly string[] | 'stops'>>
  /** By the id of a dialect, without those that are strict. */
  dialects: Readonly<Record<string, DialectFound>>
  /** By the name of a running party. */
  parties: Readonly<Record<string, ByWeakness>>
}

const fileOfTable = (name: keyof FoundTables) => join(import.meta.dirname, `${name}.json`)

export const readFound = <Name extends keyof FoundTables>(name: Name): FoundTables[Name] =>
  JSON.parse(readFileSync(fileOfTable(name), 'utf8')) as FoundTables[Name]

/** @returns the path of its file, in this project */
export async function writeFound<Name extends keyof FoundTables>(
  name: Name,
  table: FoundTables[Name],
): Promise<string> {
  const path = fileOfTable(name)
  const options = await resolveConfig(path)
  await writeFile(path, await format(JSON.stringify(table), { ...options, filepath: path }))
  return `tests/findings/${name}.json`
}

const PLACES = new Map(CATALOGUE.map(({ id }, at) => [id, at]))
const placeOf = (finding: string) => PLACES.get(finding.split(':', 1)[0] ?? '') ?? PLACES.size

/** In the order of the catalogue. @param findings ids, some with a kind behind a colon */
export const inCatalogueOrder = (findings: Iterable<string>): string[] =>
  [...findings].toSorted((one, other) => placeOf(one) - placeOf(other) || (one < other ? -1 : 1))
