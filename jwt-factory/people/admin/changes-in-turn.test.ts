import { expect, test } from 'vitest'
import { nextTurn, systemClock } from '#core/clock'
import { createMemoryStore } from '#core/store/memory-store'
import { changeOf } from './admin-change.ts'
import { lettersDirectory, openAdmins } from './admin.fixture.ts'

const { idOf } = lettersDirectory()
const rename = (firstName: string) => changeOf('users', idOf('member'), { firstName })

/** Administrators whose store takes a while to write, so that others come in between; it counts how often it is asked to. */
async function openSlowAdmins() {
  const store = createMemoryStore(systemClock)
  const count = { updates: 0 }
  const { directory } = await openAdmins()
  await store.add('directories', 'people', JSON.stringify(await directory.read()))
  const update: typeof store.update = async (...entry) => {
    count.updates++
    await nextTurn()
    return store.update(...entry)
  }
  return { count, ...(await openAdmins({ store: { ...store, update } })) }
}

test('however many change the directory at once, no change is made in vain', async () => {
  const { administration, member, count } = await openSlowAdmins()
  await Promise.all(Array.from({ length: 20 }, (_, at) => administration.change(member, rename(`A${at}`))))
  expect(count.updates).toBe(20)
})

test('whoever changes something without end keeps nobody else waiting for all of it', async () => {
  const { administration, member, as } = await openSlowAdmins()
  const done: string[] = []
  const flood = Array.from({ length: 20 }, (_, at) => administration.change(member, rename(`A${at}`)).then(() => done.push('flood'))) // prettier-ignore
  const other = administration.change(as('U'), rename('B')).then(() => done.push('other'))
  await Promise.all([...flood, other])
  expect(done.indexOf('other')).toBeLessThanOrEqual(2)
})

test('only so many changes of one person wait: another person has room, and the others are to come again', async () => {
  const { administration, member, as } = await openSlowAdmins()
  const flood = Array.from({ length: 200 }, (_, at) => administration.change(member, rename(`A${at}`)))
  const other = administration.change(as('U'), rename('B'))
  const all = await Promise.allSettled(flood)
  const refused = all.flatMap((each) => (each.status === 'rejected' ? [each.reason] : []))
  expect(refused).toHaveLength(200 - 76)
  expect(refused[0]).toMatchObject({ type: 'cannot-decide', headers: { 'retry-after': '2' } })
  await other
})

test('between two changes, whatever else has come is done, also where the store answers at once', async () => {
  const { administration, member } = await openAdmins()
  const done: string[] = []
  const flood = Array.from({ length: 20 }, (_, at) => administration.change(member, rename(`A${at}`)).then(() => done.push('change'))) // prettier-ignore
  await nextTurn()
  done.push('something else')
  await Promise.all(flood)
  expect(done.indexOf('something else')).toBeLessThanOrEqual(2)
})
