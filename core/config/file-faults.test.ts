import { expect, test } from 'vitest'
import { faultsOfIssue } from './file-faults.ts'
import { keyBlock } from './file-kinds.ts'
import { readYaml } from './yaml-text.ts'

test('of many keys that nobody knows the first hundred are told, and soon', () => {
  const yaml = readYaml(Array.from({ length: 20_000 }, (_, at) => `k${at}: 1\n`).join(''))
  const [issue] = keyBlock({}).safeParse(yaml.value).error?.issues ?? []
  let looks = 0
  const counted = { ...yaml, lineOf: (path: readonly PropertyKey[]) => (looks++, yaml.lineOf(path)) }
  const faults = issue ? faultsOfIssue(issue, counted) : []
  expect([faults.length, looks, faults.at(-1)]).toEqual([100, 100, { line: 100, message: expect.stringMatching(/^"k99" is unknown/) }]) // prettier-ignore
})
