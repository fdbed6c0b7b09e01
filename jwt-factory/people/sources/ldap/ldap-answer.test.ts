import { Buffer } from 'node:buffer'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fuzzRuns } from '../../../../tests/support/soak-size.ts'
import { BER, berElement, GarbledAnswer } from './ber.ts'
import { LDAP_ANSWERS, lengthOfAnswer, readLdapAnswer } from './ldap-answer.ts'
import { anEntry, berText, ldapAttribute, ldapEntry, ldapMessage, ldapResult } from './odd-directory.fixture.ts'

const { bound, searched } = LDAP_ANSWERS

test('an answer says to what it is one, and how it ends', () => {
  expect(readLdapAnswer(ldapResult(7, bound, 49))).toMatchObject({ operation: bound, messageId: 7, resultCode: 49 })
  expect(readLdapAnswer(anEntry(3))).toMatchObject({ operation: LDAP_ANSWERS.entry, messageId: 3, resultCode: undefined }) // prettier-ignore
  expect(readLdapAnswer(readLdapAnswer(anEntry(3)).bytes).bytes).toEqual(readLdapAnswer(anEntry(3)).bytes)
})

/** A text that says of itself to be longer than what it is in. */
const tooLong = Buffer.of(BER.text, 0x7f, 0x61)

test.each([
  ['in an attribute', ldapEntry(1, 'x', berElement(BER.sequence, berText('sn'), berElement(BER.set, tooLong)))],
  ['in place of a name', ldapMessage(1, LDAP_ANSWERS.entry, tooLong)],
  ['in a result', ldapMessage(1, searched, berElement(BER.enumerated, Buffer.of(0)), berText(''), tooLong)],
  ['behind the operation', berElement(BER.sequence, berElement(BER.integer, Buffer.of(1)), berElement(bound), tooLong)],
])('a value that ends behind what it is in is found: %s', (_where, bytes) => {
  expect(() => readLdapAnswer(bytes)).toThrow(GarbledAnswer)
})

test('a length is known as soon as it is there', () => {
  const bytes = ldapEntry(1, 'x', ldapAttribute('sn', 'y'.repeat(300)))
  for (let end = 0; end < bytes.length; end++)
    expect([undefined, bytes.length]).toContain(lengthOfAnswer(bytes.subarray(0, end)))
  expect(lengthOfAnswer(bytes)).toBe(bytes.length)
})

test('whatever bytes come, they are read or refused', () => {
  const right = [ldapResult(1, bound), anEntry(2), ldapMessage(3, LDAP_ANSWERS.reference, berText('ldap://x'))]
  const change = fc.record({ of: fc.nat(2), at: fc.nat(120), byte: fc.nat(255), cut: fc.nat(20) })
  fc.assert(
    fc.property(change, ({ of, at, byte, cut }) => {
      const bytes = Buffer.from(right[of] ?? '')
      bytes[at % bytes.length] = byte
      try {
        const part = bytes.subarray(0, bytes.length - cut)
        lengthOfAnswer(part)
        readLdapAnswer(part)
      } catch (error) {
        expect(error).toBeInstanceOf(GarbledAnswer)
      }
    }),
    { numRuns: fuzzRuns(500) },
  )
})
