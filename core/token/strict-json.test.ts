import { Buffer } from 'node:buffer'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { anyText } from '../../tests/support/any-text.ts'
import { fuzzRuns } from '../../tests/support/soak-size.ts'
import { MAX_DEPTH, NotStrictJson, parseStrictJson, parseStrictJsonText } from './strict-json.ts'

const PROTO_NAME = /"__proto__"\s*:/
const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth)
const nestedObjects = (depth: number) => '{"a":'.repeat(depth) + '1' + '}'.repeat(depth)

/** One JSON string, each character of it plain or as a Unicode escape. */
const spelling = (text: string) =>
  fc.array(fc.boolean(), { minLength: text.length, maxLength: text.length }).map((escaped) => {
    const characters = escaped.map((isEscaped, at) =>
      isEscaped ? `\\u${text.charCodeAt(at).toString(16).padStart(4, '0')}` : JSON.stringify(text[at]).slice(1, -1),
    )
    return `"${characters.join('')}"`
  })

describe('strict JSON', () => {
  test('reads every value without duplicate names as JSON.parse does', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 8 }), fc.constantFrom('', ' ', '\t', '\n  '), (value, indent) => {
        const text = JSON.stringify(value, null, indent)
        fc.pre(!PROTO_NAME.test(text))
        expect(parseStrictJson(Buffer.from(text))).toEqual(JSON.parse(text))
      }),
    )
  })

  test('reads any text as JSON.parse does, or refuses it with its own error', () => {
    const fragments = fc.constantFrom('{', '}', '[', ']', ':', ',', '"', '"a"', '"\\u0061"', '\\', '1', 'null', ' ')
    const text = fc.oneof(
      anyText(),
      fc.array(fragments).map((parts) => parts.join('')),
    )
    fc.assert(
      fc.property(text, (text) => {
        let value: unknown
        try {
          value = parseStrictJsonText(text)
        } catch (error) {
          expect(error).toBeInstanceOf(NotStrictJson)
          return
        }
        expect(value).toEqual(JSON.parse(text))
      }),
      { numRuns: fuzzRuns(500) },
    )
  })

  test('refuses any bytes that it does not understand with its own error', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        try {
          parseStrictJson(bytes)
        } catch (error) {
          expect(error).toBeInstanceOf(NotStrictJson)
        }
      }),
    )
  })

  test('refuses a name that appears twice in one object, however it is spelled and wherever the object stands', () => {
    const twice = anyText({ maxLength: 8 })
      .filter((name) => name !== '__proto__')
      .chain((name) => fc.tuple(spelling(name), spelling(name)))
    const around = fc.constantFrom(['', ''], ['[1,', ']'], ['{"x":{"y":', '}}'], ['{"x":"{\\"","z":', ',"w":[]}'])
    const between = fc.constantFrom('', '"other":{},', '"nested":[{"other":1}],')
    fc.assert(
      fc.property(twice, around, between, ([first, second], [before, after], between) => {
        const text = `${before}{${first}:1,${between}${second} :2}${after}`
        JSON.parse(text) // it is JSON
        expect(() => parseStrictJsonText(text)).toThrow(NotStrictJson)
      }),
    )
  })

  test.each([
    ['the same name in two objects', '[{"a":1},{"a":2}]'],
    ['the same name inside and outside', '{"a":{"a":{"a":1}}}'],
    ['a value that equals a name', '{"a":"a","b":"a"}'],
    ['equal strings in an array', '["a","a"]'],
    ['brackets and quotes inside strings', '{"{\\"a\\":":"}]","b":"\\\\"}'],
    ['names that differ in case', '{"sub":1,"Sub":2}'],
    ['a value __proto__', '{"a":"__proto__"}'],
    ['whole numbers that a double holds', '[9007199254740991,-9007199254740991,18014398509481984,1e21,1e300]'],
    ['digits in strings, and fractions', '{"9007199254740993":"1e400","a":[0.12345678901234568,1.5E-3]}'],
    ['a pair of surrogates, escaped and not', '"😀\\ud83d\\ude00"'],
    ['names of the prototype', '{"constructor":1,"toString":2}'],
  ])('accepts %s', (_, text) => {
    expect(parseStrictJsonText(text)).toEqual(JSON.parse(text))
  })

  test.each([
    ['a duplicate', '{"sub":1,"sub":1}'],
    ['an escaped duplicate', '{"sub":1,"\\u0073ub":2}'],
    ['a duplicate with a short escape', '{"\\n":1,"\\u000a":2}'],
    ['a deep duplicate', '{"act":[{"sub":1,"sub":2}]}'],
    ['a member __proto__', '{"__proto__":{}}'],
    ['an escaped member __proto__', '{"\\u005f_proto__":{}}'],
    ['a deep member __proto__', '[{"a":{"__proto__":1}}]'],
    ['a byte-order mark', '\u{feff}{}'],
    ['nothing', ''],
    ['comments', '{/* */}'],
    ['a trailing comma', '[1,]'],
    ['NaN', 'NaN'],
    ['two values', '{}{}'],
    ['a whole number that a double rounds', '{"a":9007199254740993}'],
    ['its negative, in a list', '[1,-9007199254740993 ]'],
    ['the same with a fraction and an exponent', '[9007199254740993.0e0]'],
    ['many digits', '1'.repeat(400)],
    ['a number beyond every double', '{"a":[1e400]}'],
    ['a number below every double', '{"a":[1e-400]}'],
    ['a fraction that a double rounds', '{"a":123456789012345.678901234}'],
    ['a zero with a minus', '[-0]'],
    ['the first half of a surrogate pair', '"\\ud800"'],
    ['the second half, in a name', '{"a\\uDFFF":1}'],
    ['halves in the wrong order', '["\\ude00\\ud83d"]'],
  ])('refuses %s', (_, text) => {
    expect(() => parseStrictJson(Buffer.from(text))).toThrow(NotStrictJson)
    expect(() => parseStrictJsonText(text)).toThrow(NotStrictJson)
  })

  test.each([['22ff22'], ['efbbbf7b7d'], ['22c0af22'], ['22eda08022'], ['feff007b007d']])(
    'refuses the bytes %s: not UTF-8, or with a byte-order mark',
    (hex) => {
      expect(() => parseStrictJson(Buffer.from(hex, 'hex'))).toThrow(NotStrictJson)
    },
  )

  test.each([nested, nestedObjects])('reads 32 levels and refuses the 33rd (%o)', (nest) => {
    expect(MAX_DEPTH).toBe(32)
    expect(parseStrictJsonText(nest(32))).toEqual(JSON.parse(nest(32)))
    expect(() => parseStrictJsonText(nest(33))).toThrow(NotStrictJson)
    expect(() => parseStrictJsonText(nest(5000))).toThrow(NotStrictJson)
  })

  test('says where it is, counted from 1', () => {
    expect(() => parseStrictJsonText('{"a": 9007199254740993}')).toThrow('at character 7')
    expect(() => parseStrictJsonText('["x","\\ud800"]')).toThrow('at character 6')
    expect(() => parseStrictJsonText('{"a":1,"a":2}')).toThrow('at character 8')
  })

  test('says what is wrong without repeating the text', () => {
    expect(() => parseStrictJsonText('{"secret-name":1,"secret-name":2}')).toThrow(/^(?!.*secret)/)
    expect(() => parseStrictJsonText('{"secret"')).toThrow(/^(?!.*secret)/)
  })
})

test.each([
  ['{"a":1,}', ', at character 8'],
  ['{"a":"hidden', ', at character 13'],
  ['[1', ', at character 3'],
  ['', ', at character 1'],
  ['{"a": hidden}', ''],
])(
  'what is no JSON is refused with its place, where the runtime knows it, and never with its text: %s',
  (text, place) => {
    expect(() => parseStrictJsonText(text)).toThrow(
      expect.objectContaining({ message: `the text is not JSON${place}` }),
    )
  },
)

const readRounded = (text: string) => parseStrictJsonText(text, MAX_DEPTH, Infinity, 'rounded')

test('numbers are rounded where that is said, and nothing else is let through', () => {
  expect(readRounded('[9007199254740993,1e-400,0.1]')).toEqual([9_007_199_254_740_992, 0, 0.1])
  for (const text of ['[1e400]', '{"a":1,"a":2}', '{"__proto__":1}', '['.repeat(33) + ']'.repeat(33)]) {
    expect(() => readRounded(text)).toThrow(NotStrictJson)
  }
})
