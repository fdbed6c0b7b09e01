import { describe, expect, test } from 'vitest'
import { Problem } from './problem.ts'
import { readQuery, yesOrNo } from './query.ts'

const known = { expired: yesOrNo, prepare: yesOrNo }

function detailOf(query: unknown, parameters: Parameters<typeof readQuery>[1] = known): string {
  try {
    return `was read: ${JSON.stringify(readQuery(query, parameters))}`
  } catch (error) {
    if (error instanceof Problem) return error.detail
    throw error
  }
}

test.each(['1', 'true', 'TRUE', 'yes', '2', '00123', '-1', '123', '0.5'])('%j means yes', (expired) => {
  expect(readQuery({ expired }, known)).toEqual({ expired: true })
})

test.each(['0', '000', 'false', 'False', 'no', 'NO'])('%j means no', (expired) => {
  expect(readQuery({ expired }, known)).toEqual({ expired: false })
})

test('what is not there has no value', () => {
  expect(readQuery({}, known)).toEqual({})
})

describe('is refused, with what is known:', () => {
  test.each(['', ' ', 'x', 'y', 'ja', '.5', '1e3', '０', 'nope', '1'.repeat(400), '__proto__'])(
    'the value %j',
    (expired) => {
      expect(detailOf({ expired })).toMatch(
        /^The parameter "expired" cannot be ".{0,40}"\. This address takes: expired \(1, true or yes; 0, false or no\), prepare/,
      )
    },
  )

  test.each(['expire', 'Expired', '', 'constructor', 'x'.repeat(400)])('the name %j', (name) => {
    expect(detailOf({ [name]: '1' })).toMatch(
      /^The parameter ".{0,40}" is not known here\. This address takes: expired/,
    )
  })

  test('a name that stands there twice', () => {
    expect(detailOf({ expired: ['1', '0'] })).toMatch(/^The parameter "expired" stands there more than once\./)
  })

  test('any name where none is known', () => {
    expect(detailOf({ x: '1' }, {})).toBe('The parameter "x" is not known here. This address takes none.')
  })
})
