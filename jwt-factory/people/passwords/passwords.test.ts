import { expect, test } from 'vitest'
import type { Argon2id } from './argon2-parameters.ts'
import { openArgon2id } from './argon2id.ts'
import { createPasswords, LONGEST_PASSWORD, type StoredPassword } from './passwords.ts'

/** The two users of the page of Stoke, with the passwords that it names (ST-23). */
const TESTER = {
  passwordHash: '+OnrEsjkbdXdXugEKwDLGdqlDnMNV9+WyZ6T9wAtSMzp3jKYY+7pLYxoBlMlmWBOXlC9bviWtS9mw0fa4B6gkA==',
  salt: 'H3UP6GzWV3UISU7HJN/sVT6YjTYcmOPdJwiFcdXMVyQ=',
}
const STOKE = {
  passwordHash: 'LY/qY1w8fE69kKL+2QCRv4YO8azlXaZtRFAKQz3yQd3QAdqjmyA+COUO2nZwrAvlTltXEAVqpbFYh1ptYRG9uQ==',
  salt: 'y+hEP0tTMKmETwcJvDASwSoTKtJtA8Z6hDwp7rfLlUE=',
}

test('both published hashes fit their passwords, and no other', async () => {
  const { check } = createPasswords(openArgon2id().argon2id)
  expect(await check('tester', TESTER)).toBe(true)
  expect(await check('admin', STOKE)).toBe(true)
  expect(await check('admin', TESTER)).toBe(false)
})

test('so they do where Node has no Argon2, in a thread that ends when it is told to', async () => {
  const { argon2id, close } = openArgon2id({ native: undefined }) // as on Node 22
  const { check } = createPasswords(argon2id)
  expect(await Promise.all([check('tester', TESTER), check('admin', STOKE), check('tester', STOKE)])).toEqual([true, true, false]) // prettier-ignore
  const lost = argon2id(Buffer.from('x'), Buffer.from(TESTER.salt))
  const told = expect(lost).rejects.toThrow('the thread for hashes has ended')
  await close()
  await told
  expect(await check('admin', STOKE)).toBe(true)
  await expect(argon2id(Buffer.from('x'), Buffer.from('short'))).rejects.toThrow('the hash could not be made')
  await close()
})

/** Stands in for the hash: the message and the salt, in 64 bytes. */
const shown: Argon2id = (message, nonce) =>
  Promise.resolve(
    Buffer.concat([Buffer.from(message), Buffer.of(255), Buffer.from(nonce), Buffer.alloc(64)]).subarray(0, 64),
  )

function counted() {
  const asked: { message: string; nonce: string }[] = []
  const argon2id: Argon2id = (message, nonce) => {
    asked.push({ message: Buffer.from(message).toString(), nonce: Buffer.from(nonce).toString() })
    return shown(message, nonce)
  }
  return { asked, passwords: createPasswords(argon2id) }
}

test.each([
  ['letters of every kind', 'pä55 wörd "\'\\<>&%$#@!`{}[]\u0000\t\u{1F511}漢'],
  ['a space around it', ' secret '],
  ['the longest', 'x'.repeat(LONGEST_PASSWORD)],
])('a password is its bytes: %s', async (_name, password) => {
  const { passwords } = counted()
  const stored = await passwords.make(password)
  expect(await passwords.check(password, stored)).toBe(true)
  expect(await passwords.check(password.trim() === password ? ` ${password}` : password.trim(), stored)).toBe(false)
})

test('each password has a salt of its own, and the salt is the text as it is printed', async () => {
  const { asked, passwords } = counted()
  const [one, other] = [await passwords.make('secret'), await passwords.make('secret')]
  expect(one.salt).toMatch(/^[\w+/]{43}=$/)
  expect(one.salt).not.toBe(other.salt)
  expect(asked.map(({ nonce }) => nonce)).toEqual([one.salt, other.salt])
})

const good: StoredPassword = await createPasswords(shown).make('secret')
const hashOf = async (message: Uint8Array) =>
  Buffer.from(await shown(message, Buffer.from(good.salt))).toString('base64')
const [emptyHash, zeroHash] = [await hashOf(Buffer.alloc(0)), await hashOf(Buffer.of(0))]

test.each<[string, string, StoredPassword | undefined]>([
  ['nobody', 'secret', undefined],
  ['an empty hash', 'secret', { ...good, passwordHash: '' }],
  ['a hash of another length', 'secret', { ...good, passwordHash: good.passwordHash.slice(4) }],
  ['a hash that is no base64', 'secret', { ...good, passwordHash: `${good.passwordHash.slice(0, -4)}!!==` }],
  ['a salt that is too short', 'secret', { ...good, salt: 'short' }],
  ['a salt without end', 'secret', { ...good, salt: 'x'.repeat(257) }],
  ['an empty password', '', { ...good, passwordHash: emptyHash }],
  ['an empty password, by what is hashed in its place', '', { ...good, passwordHash: zeroHash }],
  ['a password that is too long', 'x'.repeat(LONGEST_PASSWORD + 1), good],
])('no password fits, and it takes as long as for one that does: %s', async (_name, password, stored) => {
  const { asked, passwords } = counted()
  expect(await passwords.check(password, stored)).toBe(false)
  expect(asked).toHaveLength(1)
})

test('what is no password is not hashed', async () => {
  const { passwords } = counted()
  await expect(passwords.make('')).rejects.toThrow('the password is empty')
  await expect(passwords.make('ä'.repeat(513))).rejects.toThrow('more than 1024 bytes')
})
