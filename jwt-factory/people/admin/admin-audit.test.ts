import { expect, test } from 'vitest'
import { manualClock, systemClock } from '#core/clock'
import { createMemoryStore } from '#core/store/memory-store'
import { StoreUnavailable } from '#core/store/store'
import { AUDIT_SHARES } from '../audit/audit-entry.ts'
import { createAuditLog } from '../audit/audit-log.ts'
import { smallGroup, smallUser } from '../directory/small-directory.fixture.ts'
import { addOf, changeOf, removeOf, setPassword } from './admin-change.ts'
import { lettersDirectory, openAdmins } from './admin.fixture.ts'

const { idOf } = lettersDirectory()

test('a change is written down with who made it, when, and what was before and after', async () => {
  const { administration, as, clock } = await openAdmins()
  await administration.change(as('S'), changeOf('users', idOf('member'), { groups: [idOf('crew'), idOf('group-u')] }))
  clock.advance({ minutes: 1 })
  await administration.change({ ...as('S'), from: '::1' }, removeOf('groups', idOf('crew')))
  const [removed, changed] = await administration.auditLog(as('s'), 'changes')
  const who = { kind: 'user', id: idOf('user-S'), name: 'user-0' }
  const member = { kind: 'user', id: idOf('member'), name: 'member' }
  expect(changed).toEqual({
    number: 1,
    at: Date.parse('2026-11-27T12:00:00Z'),
    what: 'change-user',
    who,
    on: member,
    differences: [
      { ...member, before: { groups: [idOf('crew')] }, after: { groups: [idOf('crew'), idOf('group-u')] } },
    ],
  })
  expect(removed).toMatchObject({ number: 2, at: clock.now(), what: 'remove-group', who, from: '::1', on: { name: 'Crew' } }) // prettier-ignore
  const { differences = [] } = removed ?? {}
  expect(differences.map(({ kind, before, after }) => [kind, before !== undefined, after !== undefined])).toEqual([
    ['user', true, true],
    ['group', true, false],
    ['link', true, false],
  ])
})

test('no hash and no salt is written down, and that a password is another one is', async () => {
  const { administration, as, store } = await openAdmins()
  const stored = { passwordHash: 'SECRET-HASH', salt: 'SECRET-SALT' }
  await administration.change(as('S'), addOf('users', { ...smallUser('new'), ...stored }))
  await administration.change(as('S'), setPassword(idOf('member'), stored))
  await administration.change(as('S'), removeOf('users', idOf('member')))
  const log = await administration.auditLog(as('S'), 'changes')
  expect(log.map(({ differences: [one] = [] }) => one?.after?.['password'])).toEqual([undefined, 'another one', 'set'])
  const kept = JSON.stringify([log, await store.list('people-audit-changes')])
  expect(kept).not.toMatch(/SECRET|"hash"|"salt"|passwordHash/)
})

test('what is refused is written down as well, and what changes nothing is not', async () => {
  const { administration, as, audit } = await openAdmins()
  await expect(administration.change(as('U'), setPassword(idOf('user-S'), { passwordHash: 'x', salt: 'y' }))).rejects.toThrow() // prettier-ignore
  await expect(administration.read(as('m'), 'read-users')).rejects.toThrow()
  await administration.change(as('U'), changeOf('users', idOf('member'), { firstName: 'A' }))
  const [read, change] = await audit.list('refusals')
  expect(change).toMatchObject({ what: 'set-password', reason: 'superuser-only', who: { id: idOf('user-U') }, on: { name: 'user-0' } }) // prettier-ignore
  expect(read).toMatchObject({ what: 'read-users', reason: 'no-letter', who: { id: idOf('user-m') } })
  expect(await administration.auditLog(as('S'), 'changes')).toEqual([])
})

test('only whoever reads everything reads the log', async () => {
  const { administration, as } = await openAdmins()
  for (const letter of ['S', 's']) await administration.auditLog(as(letter), 'logins')
  for (const letter of ['u', 'U', 'g', 'G', 'c', 'C', 'm'])
    await expect(administration.auditLog(as(letter), 'logins')).rejects.toMatchObject({ reason: 'no-letter' })
})

test('of two factories that change one directory at once, each change is there once, and each with its entry', async () => {
  const one = await openAdmins()
  const other = await openAdmins({ store: one.store })
  const names = Array.from({ length: 40 }, (_, at) => `Group x${at}`)
  await Promise.all(
    names.map((name, at) => (at % 2 ? one : other).administration.change(one.as('G'), addOf('groups', smallGroup(name)))),
  ) // prettier-ignore
  const { groups, journal } = await one.directory.read()
  expect(groups.map(({ name }) => name)).toEqual(expect.arrayContaining(names))
  const log = await other.administration.auditLog(one.as('S'), 'changes')
  expect(log.map(({ number }) => number)).toEqual(names.map((_, at) => names.length - at))
  expect(new Set(log.map(({ on }) => on?.name))).toEqual(new Set(names))
  await one.administration.change(one.as('G'), addOf('groups', smallGroup('One more')))
  expect([journal?.written, (await one.directory.read()).journal?.unfiled.length]).toEqual([40, 1])
})

test('whoever takes a letter away while its owner changes something: one of them was first', async () => {
  const one = await openAdmins()
  const other = await openAdmins({ store: one.store })
  const adds = Array.from({ length: 10 }, (_, at) => one.administration.change(one.as('G'), addOf('groups', smallGroup(`Group y${at}`)))) // prettier-ignore
  const taken = other.administration.change(one.as('S'), changeOf('users', idOf('user-G'), { groups: [] }))
  const results = await Promise.allSettled([...adds, taken])
  const log = await one.administration.auditLog(one.as('S'), 'changes')
  expect(log).toHaveLength(results.filter(({ status }) => status === 'fulfilled').length)
  expect(log[0]?.what, 'nothing is changed by somebody after their letter was taken').toBe('change-user')
})

const entryOf = (number: number) => ({ number, at: number, what: 'add-group' })

test('an entry that is kept late does not take the place of a newer one', async () => {
  const { audit } = await openAdmins()
  const slots = AUDIT_SHARES.changes
  await audit.file('changes', entryOf(1))
  await audit.file('changes', entryOf(1 + slots))
  await audit.file('changes', entryOf(1))
  expect((await audit.list('changes')).map(({ number }) => number)).toEqual([1 + slots])
})

test('each share has its bound, and a flood of strangers leaves the others as they are', async () => {
  const clock = manualClock('2026-11-27T12:00:00Z')
  const store = createMemoryStore(clock)
  const audit = createAuditLog(store, { clock, machine: clock })
  await audit.file('changes', { number: 1, at: 0, what: 'add-group' })
  await audit.note('logins', { what: 'login' })
  const { strangers } = AUDIT_SHARES
  for (let at = 0; at < strangers + 50; at++) {
    clock.advance({ seconds: 1 })
    await audit.note('strangers', { what: 'login', reason: 'wrong-credentials' })
  }
  const kept = await audit.list('strangers')
  expect([kept.length, kept[0]?.number]).toEqual([strangers, strangers + 50])
  expect([(await audit.list('changes')).length, (await audit.list('logins')).length]).toEqual([1, 1])
})

test('whatever people change about themselves, as often as they like, pushes out no change of somebody else', async () => {
  const { administration, as, member, directory } = await openAdmins()
  await administration.change(as('S'), removeOf('groups', idOf('group-m')))
  for (const firstName of ['A1', 'A2']) await administration.change(member, changeOf('users', idOf('member'), { firstName })) // prettier-ignore
  await administration.change(as('U'), changeOf('users', idOf('user-U'), { firstName: 'B' }))
  await administration.change(as('U'), changeOf('users', idOf('member'), { lastName: 'C' }))
  const log = async (share: 'own' | 'changes') => (await administration.auditLog(as('S'), share)).map(({ number, what, who }) => [number, what, who?.name]) // prettier-ignore
  expect(await log('changes')).toEqual([[2, 'change-user', 'user-3'], [1, 'remove-group', 'user-0']]) // prettier-ignore
  expect(await log('own')).toEqual([[3, 'change-user', 'user-3'], [2, 'change-user', 'member'], [1, 'change-user', 'member']]) // prettier-ignore
  expect((await directory.read()).journal?.unfiled).toHaveLength(1)
})

test('what is refused before it is made, on a page that shows what it would do, is written down as well', async () => {
  const { administration, as, audit } = await openAdmins()
  const change = changeOf('users', idOf('user-U'), { groups: [idOf('group-S')] })
  await expect(administration.preview(as('U'), change)).rejects.toMatchObject({ reason: 'superuser-only' })
  expect(await audit.list('refusals')).toMatchObject([{ what: 'change-user', reason: 'superuser-only' }])
})

test('of refusals that come too fast some are counted only', async () => {
  const clock = manualClock('2026-11-27T12:00:00Z')
  const audit = createAuditLog(createMemoryStore(clock), { clock, machine: clock })
  for (let at = 0; at < 100; at++) await audit.note('failures', { what: 'login', reason: 'wrong-credentials' })
  expect(await audit.list('failures')).toHaveLength(20)
  clock.advance({ seconds: 5 })
  await audit.note('failures', { what: 'login', reason: 'wrong-credentials' })
  expect((await audit.list('failures'))[0]).toMatchObject({ number: 21, leftOut: 80 })
  for (let at = 0; at < 100; at++) await audit.note('logins', { what: 'login' })
  expect(await audit.list('logins')).toHaveLength(100)
})

test('of two factories that write at once, each entry has its own place', async () => {
  const clock = manualClock('2026-11-27T12:00:00Z')
  const store = createMemoryStore(clock)
  const logs = [0, 1].map(() => createAuditLog(store, { clock, machine: systemClock }))
  await Promise.all(logs.flatMap((log) => Array.from({ length: 200 }, () => log.note('logins', { what: 'login' }))))
  const kept = (await logs[0]?.list('logins')) ?? []
  expect(kept.map(({ number }) => number)).toEqual(Array.from({ length: 400 }, (_, at) => 400 - at))
})

test('before a change is made, the next tokens of people are shown to whoever may read users; nothing is changed', async () => {
  const { administration, as, directory } = await openAdmins()
  const { version } = await directory.read()
  const change = changeOf('claims', idOf('write'), { value: 'rw' })
  const before = { log: 'w', u: 'member' }
  expect(await administration.preview(as('S'), change)).toEqual({
    people: [{ id: idOf('member'), username: 'member', before, after: { log: 'rw', u: 'member' } }],
    more: 0,
  })
  expect(await administration.preview(as('C'), change)).toEqual({ people: [], more: 1 })
  expect(await administration.preview(as('S'), removeOf('users', idOf('member')))).toMatchObject({
    people: [{ before }],
  })
  expect(await administration.preview(as('S'), changeOf('claims', idOf('write'), { description: 'x' }))).toEqual({ people: [], more: 0 }) // prettier-ignore
  await expect(administration.preview(as('c'), change)).rejects.toMatchObject({ reason: 'no-letter' })
  expect((await directory.read()).version).toBe(version)
})

test('whoever cannot write down a login hears so, and the next one is written down again', async () => {
  const clock = manualClock('2026-11-27T12:00:00Z')
  const store = createMemoryStore(clock)
  let isDown = true
  const set: typeof store.set = (...entry) => (isDown ? Promise.reject(new StoreUnavailable('it is away')) : store.set(...entry)) // prettier-ignore
  const audit = createAuditLog({ ...store, set }, { clock, machine: clock })
  await expect(audit.note('logins', { what: 'login' })).rejects.toThrow('it is away')
  isDown = false
  await audit.note('logins', { what: 'login' })
  expect(await audit.list('logins')).toHaveLength(1)
})
