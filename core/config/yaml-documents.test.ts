import { YAMLParseError } from 'yaml'
import { expect, test } from 'vitest'
import { MOST_TEXT_FAULTS } from './text-fault.ts'
import { readYamlParts } from './yaml-parts.ts'
import { parseYamlDocuments } from './yaml-documents.ts'
import { readYaml } from './yaml-text.ts'

const BOUNDS = { characters: 262_144, documents: 1000, depth: 32, nodes: 100_000, aliases: 1000 }

/** Small texts with a fault in each few letters: behind the end of a document, within one, before one. */
const FAULTY = [
  ['{*}', '{*}'.repeat(600)],
  ['[*]', '[*]'.repeat(600)],
  ['{}', '{}'.repeat(600)],
  ['commas', `[${','.repeat(600)}]`],
  ['escapes', `"${'\\z'.repeat(600)}"`],
  ['tags', '! '.repeat(600)],
  ['keys in a line', 'a: b: c\n'.repeat(300)],
  ['directives', '%a\n'.repeat(600)],
] as const

const faultsOf = (text: string) =>
  parseYamlDocuments(text, { most: 1000, takesNone: true }).documents.reduce(
    (sum, { errors, warnings }) => sum + errors.length + warnings.length,
    0,
  )

test.each(FAULTY)('a text full of faults (%s) is left at the hundredth', (_what, text) => {
  expect(faultsOf(text) - MOST_TEXT_FAULTS).toBeOneOf([0, 1]) // one of the end
  const [document] = readYamlParts(text, BOUNDS)
  expect(document?.root).toBeUndefined()
  expect(document?.faults).toHaveLength(MOST_TEXT_FAULTS)
  expect(readYaml(text)).toMatchObject({ value: undefined, faults: expect.objectContaining({ length: MOST_TEXT_FAULTS }) }) // prettier-ignore
})

test('what is left is not read on: no line behind it is come to', () => {
  const { lines } = parseYamlDocuments('{*}\n'.repeat(1000), { most: 1000, takesNone: true })
  expect(lines.lineStarts.length).toBeLessThan(MOST_TEXT_FAULTS)
})

test('documents beyond those that are wanted are not read, and none is told to who reads one alone', () => {
  const { documents } = parseYamlDocuments('a: 1\n---\n'.repeat(500), { most: 2, takesNone: false })
  expect(documents.length).toBeLessThanOrEqual(3)
  expect(readYaml('a: 1\n---\nb: 2\n').faults).toEqual([{ line: 2, message: expect.any(String) }])
})

test('faults that are few are told as the library tells them', () => {
  const [document] = parseYamlDocuments('a: [1,\n', { most: 1, takesNone: true }).documents
  expect(document?.errors[0]).toBeInstanceOf(YAMLParseError)
})
