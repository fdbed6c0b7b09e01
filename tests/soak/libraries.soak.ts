import { expect } from 'vitest'
import { CATALOGUE, type Attack } from '#attacks'
import { isWrong, type LibraryRun, type LibraryVerdict } from '../../apps/probe/libraries/library-table.ts'
import { readLibraryTable } from '../../apps/probe/libraries/read-library-table.ts'
import { verdictsById } from '../../apps/probe/libraries/table-rows.ts'
import type { LibraryTarget } from '../libraries/library-target.ts'
import { libraryTargets } from '../libraries/library-targets.ts'
import { runLibrary } from '../libraries/run-library.ts'
import { needs } from '../support/needs.ts'

// Every library and gateway that is installed here says to the catalogue what the table has of it, so that the table cannot rot.

const runs = readLibraryTable().runs.filter(({ hardening }) => hardening !== 'dialect')
const known = new Map(runs.map((run) => [`${run.library} ${run.hardening}`, run]))

/** What all are right about, a few of each family: where one of them is not any more, all cases are to be sent again. */
const FIXED = new Set(
  `sig-empty sig-bit-flipped sig-payload-tampered sig-unknown-key alg-none-signed alg-lowercase alg-hmac-pubkey-pem alg-hmac-empty-key
  key-jwk-embedded-same-kid key-jku-internal exp-past exp-zero aud-other-service iss-longer type-nested-jws jwe-unsigned-inside seg-four
  json-payload-array http-none ok-nbf-now`.split(/\s+/),
)

/** The others differ: what is the same of all of them is of no library. */
function isTelling({ id }: Attack): boolean {
  const said = runs.map((run) => verdictsById(run).get(id)).filter((verdict) => verdict !== 'not-run')
  return FIXED.has(id) || new Set(said).size > 1
}

const TELLING = CATALOGUE.filter(isTelling)

const isWrongIn = (run: LibraryRun, id: string) => isWrong(verdictsById(run).get(id) ?? 'not-run')

/** What ends a service, as far as is known, is sent to one of its own: the others need not be sent anew then. */
async function runApart(target: LibraryTarget, cases: readonly Attack[], before: LibraryRun) {
  const { ends = [], others = [] } = Object.groupBy(cases, ({ id }) =>
    before.verdicts.ended?.includes(id) ? 'ends' : 'others',
  )
  const said = new Map<string, LibraryVerdict>()
  for (const part of [others, ...ends.map((each) => [each])].filter(({ length }) => length > 0))
    for (const [id, verdict] of verdictsById(await runLibrary(target, part))) said.set(id, verdict)
  return said
}

for (const target of libraryTargets()) {
  const { library, hardening, lack, versions } = target
  const before = known.get(`${library} ${hardening}`)
  const isOther = before?.versions !== versions && `the table has ${before?.versions}, and here is ${versions}`
  needs(lack || isOther).test(`${library}, ${hardening}: says what the table has of it`, async () => {
    if (!before) return expect.fail('it is not in the table')
    let asked = TELLING
    // On a busy machine an answer may come too late: what is said otherwise is asked again, by itself.
    for (let round = 0; round < 3 && asked.length > 0; round++) {
      const now = await runApart(target, asked, before)
      asked = asked.filter(({ id }) => now.get(id) !== verdictsById(before).get(id))
    }
    const otherwise = asked.map(({ id }) => `${id}, which was ${isWrongIn(before, id) ? 'wrong' : 'right'}`)
    expect(otherwise, 'npm run library-table').toEqual([])
  })
}
