import { expect, test } from 'vitest'
import { JWTPROXY_GAPS } from '../core/access/dialects/jwtproxy/gaps.ts'
import { readProjectFile } from './support/project-files.ts'

const rows = [...(await readProjectFile('docs/sidecars.md')).matchAll(/^\| (W\d+) +\| (\w+) +\|/gm)].map(
  ([, gap = '', where = '']) => ({ gap, where }),
)
const tests: Record<string, string> = {
  verifier: await readProjectFile('apps/sidecar/weaknesses.test.ts'),
  signer: await readProjectFile('apps/sidecar/signer/weaknesses.test.ts'),
}

test('the page of the sidecars has all weaknesses of the original, and each has a test where the page says', () => {
  expect(rows.map(({ gap }) => gap)).toEqual(Array.from({ length: 15 }, (_, at) => `W${at + 1}`))
  for (const { gap, where } of rows) {
    const files = where in tests ? [tests[where]] : Object.values(tests)
    expect(files.join('\n'), gap).toMatch(new RegExp(`'${gap}[:,]`))
  }
})

test('those of the dialect are those of the verifier', () => {
  const ofDialect = JWTPROXY_GAPS.map(({ id }) => id).filter((id) => /^W\d+$/.test(id))
  expect(rows.filter(({ where }) => where === 'verifier').map(({ gap }) => gap)).toEqual(ofDialect)
})
