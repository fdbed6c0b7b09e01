import { expect, test } from 'vitest'
import fc from 'fast-check'
import { readGloo } from './read-gloo.ts'
import { planText, SAMPLE_DOCUMENTS, sampleWith } from './sample.fixture.ts'

const sample = SAMPLE_DOCUMENTS.join('---\n')
const told = (text: string) => readGloo([{ file: 'gloo.yaml', text }]).faults.map(({ message }) => message)

test('aliases that stand for aliases are refused before they fill anything', () => {
  const levels = Array.from(
    { length: 30 },
    (_, at) => `  l${at + 1}: &l${at + 1} [${Array(9).fill(`*l${at}`).join(', ')}]`,
  )
  expect(told(`kind: RouteTable\nspec:\n  l0: &l0 [x]\n${levels.join('\n')}\n`).join()).toContain(
    'aliases stand for too much',
  )
})

test('depth, size and number of documents have an end', () => {
  expect(told('['.repeat(20_000)).length).toBeGreaterThan(0)
  expect(told(`kind: RouteTable\nspec: ${'{a: '.repeat(60)}1${'}'.repeat(60)}\n`).join()).toContain('nested too deeply')
  expect(told('x'.repeat(300_000)).join()).toContain('more than 262144 characters')
  expect(told('---\n'.repeat(2000)).join()).toContain('more than 500 documents')
  const many = readGloo(Array.from({ length: 6 }, (_, at) => ({ file: `${at}.yaml`, text: `#${'x'.repeat(250_000)}` })))
  expect(many.faults.map(({ message }) => message).join()).toContain('take some out')
})

test('faults are as many as somebody reads', () => {
  const keys = Array.from({ length: 5000 }, (_, at) => `  k${at}: 1`).join('\n')
  expect(
    told(`apiVersion: networking.gloo.solo.io/v2\nkind: RouteTable\nmetadata: {name: x}\nspec:\n${keys}\n`).length,
  ).toBe(100)
})

test('many routes and policies are resolved in one pass over both', () => {
  const routes = Array.from(
    { length: 700 },
    (_, at) =>
      `    - {name: r${at}, matchers: [{uri: {prefix: /p${at}/}}], labels: {oauth: "true"}, forwardTo: {destinations: [{ref: {name: r${at}}}]}}\n`,
  )
  const { faults } = planText(sampleWith(['    - name: webui\n', `${routes.join('')}    - name: webui\n`]))
  expect(faults).toEqual([])
})

/** A sample with lines taken out, doubled, moved or changed. */
const broken = fc
  .array(fc.tuple(fc.nat(130), fc.constantFrom('drop', 'double', 'indent', 'outdent', 'value', 'swap')), {
    minLength: 1,
    maxLength: 6,
  })
  .chain((edits) => fc.string({ maxLength: 12 }).map((text) => ({ edits, text })))

test('no file ends the reader, and each fault has a line of the file', () => {
  fc.assert(
    fc.property(broken, ({ edits, text }) => {
      const lines = sample.split('\n')
      for (const [at, kind] of edits) {
        const line = lines[at] ?? ''
        if (kind === 'drop') lines.splice(at, 1)
        if (kind === 'double') lines.splice(at, 0, line)
        if (kind === 'indent') lines[at] = `  ${line}`
        if (kind === 'outdent') lines[at] = line.replace(/^ {2}/, '')
        if (kind === 'value') lines[at] = line.replace(/: .*/, `: ${text}`)
        if (kind === 'swap') lines.splice(at, 2, lines[at + 1] ?? '', line)
      }
      const whole = lines.join('\n')
      const count = whole.split('\n').length
      for (const fault of planText(whole).faults) expect(Number(fault.split(' ')[0])).toBeLessThanOrEqual(count)
    }),
    { numRuns: 150 },
  )
})

test('any text at all is read', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 300 }), (text) => void readGloo([{ file: 'x.yaml', text }])),
    { numRuns: 200 },
  )
})
