import { describe, expect, test } from 'vitest'
import { Problem } from './problem.ts'
import { readQuery, yesOrNo, type Parameters } from './query.ts'

const known = { expired: yesOrNo, prepare: yesOrNo }

function detailOf(query: unknown, parameters: Parameters = known, where?: string): string {
  try {
    return `was read: ${JSON.stringify(readQuery(query, parameters, where))}`
  } catch (error) {
    if (error instanceof Problem) return error.detail
    throw error
  }
}

test.each([
  '1',
  'true',
  'TRUE',
  'yes',
  '2',
  '00123',
  '-1',
  '123',
  '0.5',
  '-0.5',
  '.5',
  '1.',
  '1e3',
  '1e-400',
  '1769000000000000000',
  '1'.repeat(100),
])('%j means yes', (expired) => {
  expect(readQuery({ expired }, known)).toEqual({ expired: true })
})

test.each(['0', '000', '-0', '0.0', '.0', '0e5', 'false', 'False', 'no', 'NO'])('%j means no', (expired) => {
  expect(readQuery({ expired }, known)).toEqual({ expired: false })
})

test('what is not there has no value', () => {
  expect(readQuery({}, known)).toEqual({})
})

describe('is refused, with what is known:', () => {
  test.each(['', ' ', 'x', 'y', 'ja', '.', '1e', 'e3', '1 2', '０', 'nope', '1'.repeat(101), '__proto__'])(
    'the value %j',
    (expired) => {
      expect(detailOf({ expired })).toMatch(
        /^The parameter "expired" cannot be ".{0,40}"\. This address takes: expired \(1, true or yes; 0, false or no\), prepare/,
      )
    },
  )

  test.each(['expire', 'Expired', '', 'constructor', 'x'.repeat(400)])('the name %j', (name) => {
    expect(detailOf({ [name]: '1' })).toMatch(
      /^The parameter ".{0,40}" is not known here\. (?:Did you mean "expired"\? )?This address takes: expired/,
    )
  })

  test('a name that appears twice', () => {
    expect(detailOf({ expired: ['1', '0'] })).toMatch(/^The parameter "expired" appears more than once\./)
  })

  test('a slip of the finger, with what may have been meant, and whose parameters they are', () => {
    expect(detailOf({ expire: '1' }, { expired: yesOrNo }, 'Scenario 7')).toBe(
      'The parameter "expire" is not known here. Did you mean "expired"? Scenario 7 takes: expired (1, true or yes; 0, false or no).',
    )
  })

  test('any name where none is known', () => {
    expect(detailOf({ x: '1' }, {})).toBe('The parameter "x" is not known here. This address takes none.')
  })
})
