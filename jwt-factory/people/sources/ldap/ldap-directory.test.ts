import { Buffer } from 'node:buffer'
import { expect, test } from 'vitest'
import { BER, berElement } from './ber.ts'
import { LDAP_ANSWERS, LONGEST_LDAP_ANSWER } from './ldap-answer.ts'
import { anEntry, berNumber, berText, ldapAttribute, ldapEntry, ldapMessage, ldapResult, openOddDirectory, type OddAnswer } from './odd-directory.fixture.ts' // prettier-ignore

async function asked(answer: OddAnswer, password = 'yrf', patience?: number) {
  const odd = await openOddDirectory(answer, patience)
  const found = await odd.ldap.logIn('fry', password).catch((error: Error) => error.name)
  await odd.close()
  const { users } = await odd.directory.read()
  return { found: typeof found === 'object' ? found.username : found, rows: users.length, lines: odd.lines.join('') }
}

/** One step of the conversation is another one. */
const atStep = (step: number, odd: (id: number) => Buffer[]): OddAnswer => ({ id, at }) => (at === step ? odd(id) : undefined) // prettier-ignore

test('whoever the directory knows is written down, and with a wrong password nobody is', async () => {
  expect(await asked(() => undefined)).toMatchObject({ found: 'fry-uid', rows: 1 })
  for (const code of [49, 48, 53, 19, 32])
    expect(await asked(atStep(2, (id) => [ldapResult(id, LDAP_ANSWERS.bound, code)]))).toMatchObject({ found: 'wrong-password', rows: 0, lines: '' }) // prettier-ignore
  expect(await asked(atStep(1, (id) => [ldapResult(id, LDAP_ANSWERS.searched)]))).toMatchObject({
    found: 'unknown',
    rows: 0,
  })
  expect(await asked(() => expect.unreachable(), '')).toMatchObject({ found: 'wrong-password', rows: 0 })
})

const { bound, searched } = LDAP_ANSWERS
/** A text that says of itself to be longer than the message that it is in. */
const tooLongText = Buffer.of(BER.text, 0x7f, 0x61)
const inEntry = (id: number, ...parts: Buffer[]) => ldapMessage(id, LDAP_ANSWERS.entry, ...parts)
const emptyTexts = (count: number) => Array.from({ length: count }, () => '')
const noise = Array.from({ length: 5000 }, () => ldapMessage(99, searched))

test.each<[string, OddAnswer]>([
  ['does not let us in', atStep(0, (id) => [ldapResult(id, bound, 49)])],
  ['does not let us in again', atStep(3, (id) => [ldapResult(id, bound, 49)])],
  ['is busy when somebody binds', atStep(2, (id) => [ldapResult(id, bound, 51)])],
  ['wants TLS', atStep(2, (id) => [ldapResult(id, bound, 13)])],
  ['has no such root', atStep(1, (id) => [ldapResult(id, searched, 32)])],
  ['sends us elsewhere', atStep(1, (id) => [ldapResult(id, searched, 10)])],
  ['knows two of that name', atStep(1, (id) => [anEntry(id), anEntry(id, 'uid=other'), ldapResult(id, searched)])],
  ['stops before the second', atStep(1, (id) => [anEntry(id), ldapResult(id, searched, 4)])],
  ['stops in the middle of the groups', atStep(4, (id) => [anEntry(id), ldapResult(id, searched, 4)])],
  ['gives up on the groups', atStep(4, (id) => [anEntry(id), ldapResult(id, searched, 3)])],
  ['is cut at its first word', ({ socket }) => (socket.destroy(), [])],
  [
    'is cut in the middle of an entry',
    ({ id, at, socket }) => (at === 1 ? (socket.end(anEntry(id).subarray(0, 20)), []) : undefined),
  ],
  ['is cut after an entry', ({ id, at, socket }) => (at === 4 ? (socket.end(anEntry(id)), []) : undefined)],
  [
    'is cut when the password was right',
    ({ id, at, socket }) => (at === 2 ? (socket.end(ldapResult(id, bound)), []) : undefined),
  ],
  [
    'is cut when we were let in',
    ({ id, at, operation, socket }) =>
      at === 0 && operation === 0x60 ? (socket.end(ldapResult(id, bound)), []) : undefined,
  ],
  ['says good-bye', atStep(1, () => [ldapMessage(0, 0x78, berNumber(52, BER.enumerated), berText(''), berText(''))])],
  ['is a web server', () => [Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n')]],
  ['says yes without saying so', atStep(2, (id) => [ldapMessage(id, bound)])],
  ['says half of a yes', atStep(2, (id) => [ldapMessage(id, bound, berNumber(0, BER.enumerated))])],
  ['says yes to something else', atStep(2, (id) => [ldapResult(id, searched)])],
  ['says yes before it is asked', atStep(1, (id) => [ldapResult(id + 1, bound), ldapResult(id, searched)])],
  ['says yes twice', atStep(2, (id) => [ldapResult(id, bound), ldapResult(id, bound)])],
  ['has an entry without a name', atStep(1, (id) => [anEntry(id, ''), ldapResult(id, searched)])],
  ['has an entry that is called as a mechanism', atStep(1, (id) => [anEntry(id, 'PLAIN'), ldapResult(id, searched)])],
  ['has an attribute in place of the name', atStep(1, (id) => [ldapEntry(id, 'uid=fry', ldapAttribute('dn', 'uid=other')), ldapResult(id, searched)])], // prettier-ignore
  ['has an attribute that is the prototype', atStep(1, (id) => [ldapEntry(id, 'uid=fry', ldapAttribute('__proto__', 'x')), ldapResult(id, searched)])], // prettier-ignore
  ['has a value that ends behind it', atStep(1, (id) => [inEntry(id, berText('uid=fry'), berElement(BER.sequence, berElement(BER.sequence, berText('sn'), berElement(BER.set, tooLongText))))])], // prettier-ignore
  ['has a name that ends behind it', atStep(1, (id) => [inEntry(id, tooLongText)])],
  ['has a length without an end', atStep(0, () => [Buffer.of(BER.sequence, 0x80, 0, 0)])],
  ['has a length of many bytes', atStep(0, () => [Buffer.of(BER.sequence, 0x88, 1, 1, 1, 1, 1, 1, 1, 1)])],
  ['announces a gigabyte', atStep(0, () => [Buffer.of(BER.sequence, 0x84, 0x40, 0, 0, 0)])],
  ['announces a bit too much', atStep(0, () => [berElement(BER.sequence, Buffer.alloc(LONGEST_LDAP_ANSWER))])],
  ['has many messages in one piece', atStep(0, () => [Buffer.concat(noise)])],
  ['has entries without end', ({ id, at, socket }) => (at === 1 ? endless(socket, Buffer.concat(Array.from({ length: 100 }, () => anEntry(id)))) : undefined)], // prettier-ignore
  ['has many values without a letter', atStep(1, (id) => [ldapEntry(id, 'uid=fry', ldapAttribute('sn', ...emptyTexts(5000))), ldapResult(id, searched)])], // prettier-ignore
  ['has many attributes without a value', atStep(1, (id) => [ldapEntry(id, 'uid=fry', ...Array.from({ length: 5000 }, () => ldapAttribute('sn'))), ldapResult(id, searched)])], // prettier-ignore
  ['has groups with many values without a letter', atStep(4, (id) => [...Array.from({ length: 10 }, () => ldapEntry(id, 'cn=g', ldapAttribute('cn', ...emptyTexts(3000)))), ldapResult(id, searched)])], // prettier-ignore
  ['has one value after the other', ({ id, at, socket }) => (at === 1 ? endless(socket, ldapEntry(id, 'uid=fry', ldapAttribute('sn', 'x'.repeat(100_000)))) : undefined)], // prettier-ignore
])('a directory that %s lets nobody in, and tells nobody that they are wrong', async (_what, answer) => {
  const { found, rows, lines } = await asked(answer)
  expect([found, rows]).toEqual(['LdapUnavailable', 0])
  expect(lines).toContain('ldap-unavailable')
  expect(lines, 'it is found out, and not waited for').not.toContain('has not answered')
  expect(lines).not.toMatch(/\byrf\b|secret of the service/)
})

test('of answers without end no more than a bound is read', async () => {
  let pieces = 0
  const many: OddAnswer = ({ id, at, socket }) => {
    if (at !== 1) return undefined
    const bytes = ldapEntry(id, 'uid=fry', ldapAttribute('sn', 'x'.repeat(100_000)))
    return endless({ write: (each, done) => (pieces++, socket.write(each, done)) }, bytes)
  }
  expect(await asked(many)).toMatchObject({ found: 'LdapUnavailable' })
  expect(pieces, 'of 100 kB; some MB are on their way').toBeLessThan(300)
})

/** Goes on for as long as anybody reads. */
function endless(
  socket: { write(bytes: Buffer, done: (error?: Error | null) => void): boolean },
  bytes: Buffer,
): Buffer[] {
  const next = () => socket.write(bytes, (error) => !error && next())
  next()
  return []
}

const elsewhere = (id: number) => ldapMessage(id, LDAP_ANSWERS.reference, berText('ldap://other/ou=people'))

test('what nobody has asked for is read over: controls, and where else to look', async () => {
  const control = berElement(BER.sequence, berText('1.2.840.113556.1.4.319'), tooLongText)
  const withControls = (id: number) => berElement(BER.sequence, berNumber(id), berElement(bound, berNumber(0, BER.enumerated), berText(''), berText(''), berElement(0xa3, berText('ldap://other'))), berElement(0xa0, control)) // prettier-ignore
  expect(await asked(atStep(2, (id) => [withControls(id)]))).toMatchObject({ found: 'fry-uid' })
  expect(await asked(atStep(1, (id) => [elsewhere(id), anEntry(id), ldapResult(id, searched)]))).toMatchObject({
    found: 'fry-uid',
  })
})

test.each<[string, OddAnswer]>([
  ['takes connections and says nothing', () => []],
  ['says nothing in the middle', atStep(2, () => [])],
  ['says half of an entry', atStep(1, (id) => [anEntry(id).subarray(0, 30)])],
])('a directory that %s has its time, and no more', async (_what, answer) => {
  expect(await asked(answer, 'yrf', 200)).toMatchObject({ found: 'LdapUnavailable', rows: 0 })
})

const inPieces: OddAnswer = ({ id, at, socket }) => {
  if (at !== 1) return undefined
  socket.setNoDelay(true)
  const bytes = Buffer.concat([anEntry(id), ldapResult(id, searched)])
  return [...bytes].map((byte) => Buffer.of(byte))
}

test('a byte at a time is an answer, too', async () => {
  expect(await asked(inPieces)).toMatchObject({ found: 'fry-uid' })
})

test('so many ask at once, so many wait, and whoever goes away is asked for no more', async () => {
  const waiting = Promise.withResolvers<void>()
  let held = 0
  const odd = await openOddDirectory(() => (++held === 8 && waiting.resolve(), []))
  const gone = new AbortController()
  const asker = (at: number) => ({ caller: String(at % 20), signal: gone.signal })
  const all = Array.from({ length: 60 }, (_, at) =>
    odd.ldap.logIn('fry', 'yrf', asker(at)).catch((error: Error) => error.name),
  )
  await waiting.promise
  gone.abort(new RangeError('gone'))
  const said = await Promise.all(all)
  expect(odd.seen).toMatchObject({ connections: 8, most: 8 })
  expect(said.filter((name) => name === 'PasswordsBusy')).toHaveLength(12)
  expect(said.filter((name) => name === 'RangeError')).toHaveLength(48)
  expect(odd.lines).toEqual([])
  await odd.close()
})
