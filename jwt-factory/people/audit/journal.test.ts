import { expect, test } from 'vitest'
import { manualClock } from '#core/clock'
import { createMemoryStore } from '#core/store/memory-store'
import { addEntry, changeEntry } from '../directory/changes.ts'
import { createDirectory } from '../directory/directory.ts'
import type { DirectoryDocument } from '../directory/document.ts'
import { smallDirectory, smallUser, STRICT_RULES } from '../directory/small-directory.fixture.ts'
import { createAuditLog } from './audit-log.ts'
import { createJournal, withEntry } from './journal.ts'
import { mirroredDirectory } from './mirrored-directory.ts'

const { document: small, ids } = smallDirectory()

async function openMirror() {
  const clock = manualClock('2026-11-27T12:00:00Z')
  const store = createMemoryStore(clock)
  const directory = createDirectory(store)
  await directory.change(() => small)
  const audit = createAuditLog(store, { clock, machine: clock })
  return {
    directory,
    mirror: mirroredDirectory(store, directory, { clock, machine: clock }),
    journal: createJournal({ directory, audit, now: clock.now }),
  }
}

test('what the mirror of another directory changes is written down, with whom it is about', async () => {
  const { mirror, journal } = await openMirror()
  await mirror.change((document) => addEntry(document, 'users', smallUser('fry'), STRICT_RULES).document)
  await mirror.change((document) => changeEntry(document, 'users', ids.user, { groups: [] }, STRICT_RULES))
  const log = await journal.list('mirrored')
  expect(log.map(({ what, on, who }) => [what, on?.name, who])).toEqual([
    ['mirror-user', 'tester', undefined],
    ['mirror-user', 'fry', undefined],
  ])
  expect(JSON.stringify(log)).not.toMatch(/hash|salt/)
})

test('a mirror that finds nothing new writes nothing', async () => {
  const { mirror, journal, directory } = await openMirror()
  const { version } = await directory.read()
  await mirror.change((document) => document)
  await mirror.change((document) => changeEntry(document, 'users', ids.user, { firstName: 'A' }, STRICT_RULES))
  expect([(await directory.read()).version, await journal.list('mirrored')]).toEqual([version, []])
})

test('however many changes there are, the directory keeps the last entry alone', async () => {
  const { mirror, journal, directory } = await openMirror()
  for (let at = 0; at < 30; at++)
    await mirror.change((document) => changeEntry(document, 'users', ids.user, { firstName: `A${at}` }, STRICT_RULES))
  expect((await directory.read()).journal).toMatchObject({
    written: 0,
    writtenBeside: { mirrored: 30 },
    unfiled: [{ number: 30 }],
  })
  expect((await journal.list('mirrored')).map(({ number }) => number)).toEqual(
    Array.from({ length: 30 }, (_, at) => 30 - at),
  )
})

/** @param filed entries that are in the log */
function noted(document: DirectoryDocument, firstName: string, filed: readonly string[] = []): DirectoryDocument {
  const after = changeEntry(document, 'users', ids.user, { firstName }, STRICT_RULES)
  return withEntry(document, { after, note: { what: 'change-user' } }, { now: 0, filed: new Set(filed) })
}

const unfiledOf = ({ journal }: DirectoryDocument) => journal?.unfiled.map(({ number }) => number)

test('an entry that nobody has put into the log yet stays in the directory, and one that is there leaves it', () => {
  const second = noted(noted(small, 'B'), 'C') // two factories at once: neither has seen the entry of the other
  expect(unfiledOf(second)).toEqual([1, 2])
  expect(unfiledOf(noted(second, 'D', ['changes 1']))).toEqual([2, 3])
})
