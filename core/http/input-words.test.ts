import { expect, test } from 'vitest'
import { z } from 'zod'
import { parseInput } from './input.ts'

const schema = z.strictObject({
  speed: z.number().min(0.001).max(10).optional(),
  times: z.int().min(1).optional(),
  keys: z.enum(['dropped', 'stale']).optional(),
  hang: z.literal(true).optional(),
  issuer: z.string().min(1).max(5).optional(),
  without: z.array(z.string()).max(1).optional(),
  claims: z.record(z.string(), z.unknown()).nullable().optional(),
  segments: z.strictObject({ header: z.string().optional() }).optional(),
  own: z.string('is no word of ours').optional(),
})

test.each<[unknown, string]>([
  [{ speed: 0 }, 'speed: 0 is too small: at least 0.001'],
  [{ speed: 11 }, 'speed: 11 is too large: at most 10'],
  [{ speed: 'fast' }, 'speed: has to be a number, not "fast"'],
  [{ times: 1.5 }, 'times: has to be a whole number, not 1.5'],
  [{ keys: 'stael' }, 'keys: "stael" is not one of them: did you mean "stale"? There are: dropped, stale'],
  [{ keys: 5 }, 'keys: 5 is not one of them. There are: dropped, stale'],
  [{ hang: false }, 'hang: has to be true, not false'],
  [{ issuer: '' }, 'issuer: is empty'],
  [{ issuer: 'abcdef' }, 'issuer: has more than 5 characters'],
  [{ issuer: ['a'] }, 'issuer: has to be a text, not a list'],
  [{ without: ['a', 'b'] }, 'without: has more than 1 entries'],
  [{ claims: 'x'.repeat(41) }, 'claims: has to be an object, not a long text'],
  [{ segments: { foo: 'x' } }, 'segments: "foo" is not known here. There are: header'],
  [{ claim: {} }, '"claim" is not known here: did you mean "claims"? There are: speed, times'],
  [{ foo: 1, bar: 2 }, '"foo", "bar" are not known here. There are: speed'],
  [{ own: 5 }, 'own: is no word of ours'],
  [undefined, 'it is missing'],
  [[], 'it has to be an object, not a list'],
])('%j is refused in plain words', (input, words) => {
  expect(() => parseInput(schema, input)).toThrow(`The input does not fit: ${words}`)
})

test('of very many faults, and names, the first are told, and how many there are', () => {
  const names = Object.fromEntries(Array.from({ length: 9000 }, (_, at) => [`member-${at}`, 1]))
  const [unknown, wrong] = [told(schema, names), told(z.array(z.string()), Array(9000).fill(1))]
  expect(unknown?.detail).toContain('"member-19" and 8980 more are not known here')
  expect(wrong?.detail).toMatch(/19: has to be a text, not 1; and 8980 more faults\.$/)
  for (const problem of [unknown, wrong]) expect(JSON.stringify(problem?.members).length).toBeLessThan(3000)
})

function told(form: z.ZodType, input: unknown): { detail: string; members: object } | undefined {
  try {
    parseInput(form, input)
  } catch (problem) {
    return problem as { detail: string; members: object }
  }
  return undefined
}
