import { expect, test } from 'vitest'
import { CATALOGUE } from '#attacks'
import { summarise } from '../engine/summary.ts'
import { countVerdicts } from './count-verdicts.ts'
import { keySetCases, keySetSection, skewSection, type ShownKeySetCard } from './measured-sections.ts'
import { renderTerminal } from './render-terminal.ts'
import { REPORT_FIXTURE } from './report.fixture.ts'

const CARD: ShownKeySetCard = {
  rows: [
    { id: 'keys-refetch', title: 'A new key is believed', value: 1, unit: 's', grade: 'good', sentence: 'At once.' },
    { id: 'dos-kid-flood', title: 'Many unknown key ids', value: 100, unit: 'reads', grade: 'dangerous', sentence: 'Each made it read the key set.' }, // prettier-ignore
    { id: 'keys-cool-down', title: 'Between two reads', grade: 'not-seen', sentence: 'It was never seen to read twice.' }, // prettier-ignore
  ],
  findings: [
    {
      id: 'dos-kid-flood',
      kind: 'watch',
      severity: { level: 'medium', cwe: 770 },
      isFailing: true,
      sentence: 'Each unknown key id made it read the key set.',
      remedy: 'Let some seconds lie between two reads.',
    },
  ],
  requests: 130,
  keySetReads: 102,
  seconds: 12.4,
}

test('a score card is a table and its findings stand among the others', () => {
  const report = { ...REPORT_FIXTURE, keySet: keySetSection(CARD), cases: keySetCases(CARD, new Set()) }
  const text = renderTerminal(report, { width: 120, isColoured: false })
  expect(text).toContain(`
  ✗ MEDIUM
    change  Let some seconds lie between two reads.

    dos-kid-flood (SHOULD)
      Each unknown key id made it read the key set.
      sent     Many unknown key ids
      why      CWE-770; OIDC Core 10.1.1

  How it gets and keeps the keys of its issuer
  what                   measured   grade        what it means
  A new key is believed  1 s        ✓ good       At once.
  Many unknown key ids   100 reads  ✗ dangerous  Each made it read the key set.
  Between two reads                 · not seen   It was never seen to read twice.
  130 tokens were sent and the key set was read 102 times, in 12 s.
`)
})

test('class and standards are those of the case that asks the same, and what is no answer to a token counts as none', () => {
  const [finding] = CARD.findings
  const also = { ...finding!, id: 'life-retired-key', kind: 'believed', severity: { level: 'high', cwe: 324 } } as const
  const cases = keySetCases({ ...CARD, findings: [finding!, also] }, new Set())
  for (const { id, class: kind, severity } of cases) {
    const same = CATALOGUE.find((attack) => attack.id === id)
    expect([kind, severity], id).toEqual([same?.class, same?.severity])
  }
  expect(summarise(cases, 0)).toMatchObject({ byVerdict: { refused: 0, believed: 1 }, findings: 2 })
  expect(countVerdicts(cases)).toMatchObject([{ counts: { refused: 0, believed: 1 }, wrong: 2 }])
})

test('what a case of the catalogue says already is not said twice', () => {
  expect(keySetCases(CARD, new Set(['dos-kid-flood']))).toEqual([])
})

test('a score card that ended early, or has seen nothing, has a gap', () => {
  const notSeen = CARD.rows.filter(({ grade }) => grade === 'not-seen')
  const beside = [
    { id: 'keys-restored', title: 'The good token, afterwards', grade: 'good', sentence: 'It is back' },
    { id: 'dos-kid-flood', title: 'Many', value: 0, unit: 'reads', grade: 'good', sentence: 'It read it never.' },
    { id: 'keys-requests', title: 'Requests made', value: 3, unit: 'requests', grade: 'good', sentence: 'Few.' },
  ] as const
  expect(keySetSection(CARD).gaps).toBe(undefined)
  const early = keySetSection({ ...CARD, rows: [], stopped: 'others have set a fault.' })
  expect(early).toMatchObject({ gaps: ['--keys ended early: others have set a fault.'] })
  expect(early.notes).toContain('Not known: --keys ended early: others have set a fault.')
  const gaps = ['--keys has seen nothing: It was never seen to read twice.']
  expect(keySetSection({ ...CARD, rows: [...notSeen, ...beside] })).toMatchObject({ gaps })
})

test('where nobody can tell of any leeway that is a gap, and where of one, it is none', () => {
  const unclear = (['exp', 'nbf'] as const).map((claim) => ({ claim, grade: 'not-seen' as const, sentence: `${claim}: nobody can tell` })) // prettier-ignore
  expect(skewSection(unclear).gaps).toEqual(['--skew has seen nothing: exp: nobody can tell'])
  const seen = { claim: 'iat', grade: 'good' as const, sentence: 'iat is looked at' }
  expect(skewSection([...unclear, seen]).gaps).toBe(undefined)
})

test('leeways are a table', () => {
  const results = [{ claim: 'exp', grade: 'good' as const, sentence: 'exp is honoured with a leeway of 5 s (±1 s)' }]
  expect(skewSection(results).rows).toEqual([['exp', '✓ good', 'exp is honoured with a leeway of 5 s (±1 s)']])
})
