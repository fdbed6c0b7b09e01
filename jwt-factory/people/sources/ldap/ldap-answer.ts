import { Buffer } from 'node:buffer'
import { BER, berElement, berElements, GarbledAnswer, readBerHeader, type BerElement } from './ber.ts'

/** What a directory answers, as much of it as decides whether anybody reads on. */
export interface LdapAnswer {
  /** The tag of its operation (RFC 4511 §4.2.2, §4.5.2). */
  readonly operation: number
  /** Of the request. */
  readonly messageId: number
  /** Of what ends an answer. */
  readonly resultCode: number | undefined
  /** How many attributes it has, with their values. */
  readonly values: number
  /** The same message without what nobody has asked for: controls, referrals. */
  readonly bytes: Buffer
}

export const LDAP_ANSWERS = { bound: 0x61, entry: 0x64, searched: 0x65, reference: 0x73 } as const

/** No entry that has what is asked for needs more. Bytes. */
export const LONGEST_LDAP_ANSWER = 256 * 1024

/**
 * How long the first message is of what has come so far. Bytes.
 * @returns undefined while nobody can tell
 * @throws GarbledAnswer
 */
export function lengthOfAnswer(bytes: Buffer): number | undefined {
  if (bytes.length > 0 && bytes[0] !== BER.sequence) throw new GarbledAnswer('what came is no LDAP')
  const header = readBerHeader(bytes, 0, bytes.length)
  if (header && header.end > LONGEST_LDAP_ANSWER)
    throw new GarbledAnswer(`one has more than ${LONGEST_LDAP_ANSWER} bytes`)
  return header?.end
}

/**
 * Reads one whole message, with every length in it, so that whoever reads it afterwards comes to its end.
 * @throws GarbledAnswer for what is no answer to what we ask
 */
export function readLdapAnswer(bytes: Buffer): LdapAnswer {
  const [id, operation] = berElements(bytes, {
    start: readBerHeader(bytes, 0, bytes.length)?.start ?? 0,
    end: bytes.length,
  })
  if (!id || !operation) throw new GarbledAnswer('one has no operation')
  const messageId = berNumberIn(bytes, id, BER.integer)
  const elements = berElements(bytes, operation)
  const { kept, values } = keptElements(bytes, operation.tag, elements)
  const isEnd = operation.tag === LDAP_ANSWERS.bound || operation.tag === LDAP_ANSWERS.searched
  return {
    operation: operation.tag,
    messageId,
    resultCode: isEnd ? berNumberIn(bytes, kept[0], BER.enumerated) : undefined,
    values,
    bytes: berElement(
      BER.sequence,
      bytes.subarray(id.from, id.end),
      berElement(operation.tag, ...kept.map(({ from, end }) => bytes.subarray(from, end))),
    ),
  }
}

interface KeptElements {
  kept: readonly BerElement[]
  values: number
}

function keptElements(bytes: Buffer, operation: number, elements: readonly BerElement[]): KeptElements {
  const [first, second, third] = elements
  switch (operation) {
    case LDAP_ANSWERS.bound:
    case LDAP_ANSWERS.searched:
      expectTags([first, second, third], [BER.enumerated, BER.text, BER.text])
      return { kept: elements.slice(0, 3), values: 0 }
    case LDAP_ANSWERS.entry:
      expectTags([first, second], [BER.text, BER.sequence])
      return { kept: elements.slice(0, 2), values: second ? checkAttributes(bytes, second) : 0 }
    case LDAP_ANSWERS.reference:
      expectTags(elements, elements.map(() => BER.text)) // prettier-ignore
      return { kept: elements, values: elements.length }
    default:
      throw new GarbledAnswer('one is of a kind that nobody has asked for') // a notice of disconnection is one (RFC 4511 §4.4.1)
  }
}

function expectTags(elements: readonly (BerElement | undefined)[], tags: readonly number[]): void {
  if (tags.some((tag, at) => elements[at]?.tag !== tag)) throw new GarbledAnswer('one has another form')
}

/** RFC 4512 §2.5. `dn` is none: whoever reads entries puts their name there. */
const ATTRIBUTE = /^(?!dn$)(?:[a-z][a-z\d-]*|\d[\d.]*)(?:;[a-z\d-]+)*$/i

/** @returns how many there are, with their values */
const checkAttributes = (bytes: Buffer, all: BerElement): number =>
  berElements(bytes, all).reduce((count, attribute) => count + 1 + checkAttribute(bytes, attribute), 0)

/** @returns how many values it has */
function checkAttribute(bytes: Buffer, attribute: BerElement): number {
  expectTags([attribute], [BER.sequence])
  const [name, values] = berElements(bytes, attribute)
  expectTags([name, values], [BER.text, BER.set])
  if (!name || !values || !ATTRIBUTE.test(bytes.toString('latin1', name.start, name.end)))
    throw new GarbledAnswer('one has an attribute that is none')
  const texts = berElements(bytes, values)
  for (const value of texts) expectTags([value], [BER.text])
  return texts.length
}

/** Bytes of a number: RFC 4511 has none with more. */
const LONGEST_BER_NUMBER = 4

function berNumberIn(bytes: Buffer, element: BerElement | undefined, tag: number): number {
  expectTags([element], [tag])
  const { start, end } = element ?? { start: 0, end: 0 }
  const size = end - start
  if (size < 1 || size > LONGEST_BER_NUMBER) throw new GarbledAnswer('one has a number that is none')
  return bytes.readIntBE(start, size)
}
