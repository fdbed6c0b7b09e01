import { expect, test } from 'vitest'
import { openArgon2id } from '../passwords/argon2id.ts'
import { createPasswords } from '../passwords/passwords.ts'
import type { LoggedIn } from '../tokens/issued.ts'
import { STEPHEN } from '../tokens/tokens.fixture.ts'
import { createLocalSource } from './local-source.ts'

const { argon2id } = openArgon2id()

/** A directory with Stoke's own administrator, somebody whose password is elsewhere, and a count of the hashes. */
function openSource() {
  const asked = { hashes: 0 }
  const passwords = createPasswords((message, nonce) => (asked.hashes++, argon2id(message, nonce)))
  const people: Record<string, LoggedIn> = {
    stoke: {
      ...STEPHEN,
      passwordHash: 'LY/qY1w8fE69kKL+2QCRv4YO8azlXaZtRFAKQz3yQd3QAdqjmyA+COUO2nZwrAvlTltXEAVqpbFYh1ptYRG9uQ==',
      salt: 'y+hEP0tTMKmETwcJvDASwSoTKtJtA8Z6hDwp7rfLlUE=',
    },
    fry: { ...STEPHEN, username: 'fry', passwordHash: '', salt: '' },
  }
  return { asked, authenticate: createLocalSource({ find: (name) => Promise.resolve(people[name]), passwords }) }
}

test.each([
  ['the right password', 'stoke', 'admin', true],
  ['a wrong one', 'stoke', 'Admin', false],
  ['nobody', 'nobody', 'admin', false],
  ['somebody whose password is elsewhere', 'fry', '', false],
])('a login costs one hash, whoever asks: %s', async (_name, username, password, isRight) => {
  const { asked, authenticate } = openSource()
  expect((await authenticate({ username, password }))?.username).toBe(isRight ? username : undefined)
  expect(asked.hashes).toBe(1)
})
