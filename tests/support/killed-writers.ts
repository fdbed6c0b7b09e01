import { expect } from 'vitest'
import { createDirectory } from '../../jwt-factory/people/directory/directory.ts'
import type { PeopleDatabase } from './people-stores.ts'
import { nodeWords, start, type Running } from './processes.ts'
import { until } from './until.ts'

/** Of the last that was acknowledged, so many are looked for; each keeps 30. */
const LOOKED_FOR = 20

const acknowledgedBy = (writer: Running): string[] => writer.output().split('\n').slice(0, -1) // what a kill has cut is none

/**
 * Kills whoever changes a directory, again and again, each time after some more changes, and looks whether all that they were told is there.
 * @param kills how often
 * @param besides done in the middle of each life
 */
export async function expectNothingLost(
  database: PeopleDatabase,
  kills: number,
  besides?: () => Promise<void>,
): Promise<number> {
  let changes = 0
  for (let life = 0; life < kills; life++) {
    const writers = ['a', 'b'].map((name) =>
      start(
        process.execPath,
        nodeWords('tests/fixtures/directory-writer.ts', database.address, name, String(life)),
        {},
      ),
    )
    const written = () => writers.map((writer) => acknowledgedBy(writer).length)
    const untilMore = (more: number) => {
      const before = written()
      return until('more changes', () => written().every((count, at) => count >= (before[at] ?? 0) + more))
    }
    await untilMore(3 + ((life * 7) % 23)) // another moment each time
    if (besides) {
      await besides()
      await untilMore(2)
    }
    for (const writer of writers) writer.kill('SIGKILL')
    for (const writer of writers) await writer.ended()
    await expectWhole(
      database,
      writers.flatMap((writer) => acknowledgedBy(writer).slice(-LOOKED_FOR)),
    )
    changes += written().reduce((sum, count) => sum + count, 0)
  }
  return changes
}

async function expectWhole(database: PeopleDatabase, acknowledged: readonly string[]): Promise<void> {
  const store = await database.open()
  const { users, groups, version } = await createDirectory(store).read()
  await store.close()
  const names = new Set(users.map(({ username }) => username))
  expect(acknowledged.filter((name) => !names.has(name))).toEqual([])
  const groupOf = new Map(groups.map(({ id, name }) => [id, name]))
  for (const user of users) expect(user.groups.map((id) => groupOf.get(id))).toEqual([user.username])
  expect([groups.length, version]).toEqual([users.length, expect.any(Number)])
}
