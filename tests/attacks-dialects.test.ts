import { describe, expect, test } from 'vitest'
import { tableDialects } from './support/table-dialects.ts'
import { DIALECT_FINDINGS } from './support/dialect-findings.ts'
import { OWN_DIALECT_FINDINGS } from './support/own-dialect-findings.ts'
import { verdictOfDialect } from './support/dialect-verdicts.ts'
import { dialectWorld, SENT_TO_DIALECTS } from './support/dialect-world.ts'

// Each system that we imitate yields what is documented of it, and nothing else, when it is sent the catalogue.

const ALL_FINDINGS = { ...DIALECT_FINDINGS, ...OWN_DIALECT_FINDINGS }

const listed = (byWeakness: Readonly<Record<string, string>> = {}) =>
  Object.values(byWeakness).flatMap((text) => text.split(/\s+/))

describe.each(tableDialects())('$id', (judge) => {
  const findings = ALL_FINDINGS[judge.id] ?? expect.fail(`nobody says what is found in ${judge.id}`)
  const { gaps, further, believes, goesOn, refusesGood } = findings
  const world = dialectWorld(judge.id)

  test('yields its documented findings, and no other', async () => {
    const found: Record<'believes' | 'goesOn' | 'refusesGood', string[]> = { believes: [], goesOn: [], refusesGood: [] }
    for (const attack of SENT_TO_DIALECTS) {
      const verdict = await verdictOfDialect(judge, world, attack, true)
      if (attack.family === 'good') {
        if (verdict === 'refused') found.refusesGood.push(attack.id)
      } else if (verdict === 'open') found.goesOn.push(attack.id)
      else if (verdict === 'believed' && !attack.expects.includes('2xx')) found.believes.push(attack.id)
    }
    expect({
      believes: found.believes.toSorted(),
      goesOn: found.goesOn.toSorted(),
      refusesGood: found.refusesGood.toSorted(),
    }).toEqual({
      believes: listed(believes).toSorted(),
      goesOn: listed(goesOn).toSorted(),
      refusesGood: listed(refusesGood).toSorted(),
    })
  })

  test('has a sentence for each, and none for what is not found', () => {
    const names = [believes, goesOn ?? {}, refusesGood].flatMap((each) => Object.keys(each))
    const known = [...gaps.map(({ id }) => id), ...Object.keys(further)]
    expect(known).toEqual(expect.arrayContaining(names))
    expect(new Set(known).size).toBe(known.length)
  })
})

test('there are findings for every system, and for no other', () => {
  expect(Object.keys(ALL_FINDINGS)).toEqual(tableDialects().map(({ id }) => id))
})
