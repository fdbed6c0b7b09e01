import { describe, expect, test } from 'vitest'
import { findInDialect, idsFound } from './findings/find-in-dialect.ts'
import { readFound } from './findings/found-tables.ts'
import { findingsInDialect, isStrictOfOurs } from './support/dialect-findings.ts'
import { tableDialects } from './support/table-dialects.ts'

// Each system that we imitate yields what is documented of it, and nothing else, when it is sent the catalogue.

describe.each(tableDialects())('$id', (dialect) => {
  const { gaps, further, found } = findingsInDialect(dialect)

  test('yields its documented findings, and no other', async () => {
    expect(await findInDialect(dialect), 'npm run findings').toEqual(idsFound(found))
  })

  test('has a sentence for each, and none for two', () => {
    const known = [...gaps.map(({ id }) => id), ...Object.keys(further)]
    const unsaid = Object.values(found)
      .flatMap((each) => Object.entries(each ?? {}))
      .filter(([weakness]) => !known.includes(weakness))
    expect(unsaid, `tests/findings/dialects.json: put these under a gap of ${dialect.id}, or give it one`).toEqual([])
    expect(new Set(known).size).toBe(known.length)
  })

  test('says in its gaps whatever comes through, unless it is a strict one of ours', () => {
    expect(gaps.length === 0).toBe(isStrictOfOurs(dialect.id))
  })
})

test('there are findings for every system, and for no other', () => {
  const others = tableDialects().filter(({ id }) => !isStrictOfOurs(id))
  expect(Object.keys(readFound('dialects')), 'npm run findings').toEqual(others.map(({ id }) => id))
})
