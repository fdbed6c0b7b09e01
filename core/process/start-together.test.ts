import { expect, test } from 'vitest'
import { endsWithParent, START_TOGETHER, TOGETHER, untilAllReach } from './start-together.ts'

const send = () => true
const together = { [START_TOGETHER]: TOGETHER }

test.each([
  ['npm', { env: { npm_lifecycle_event: 'servicea' } }, true],
  ['the whole sandbox, however that was started', { env: together, send }, true],
  ['a person', { env: {} }, false],
  ['a person who has that variable', { env: together }, false],
  ['another program that talks with it', { env: {}, send }, false],
])('a process that %s started ends with its parent, or does not', (_who, process, ends) => {
  expect(endsWithParent(process)).toBe(ends)
})

test('who starts alone waits for nobody, and is told so', () => {
  const alone = { env: {}, on: () => process, off: () => process }
  expect(untilAllReach(alone)).toBeUndefined()
  expect(untilAllReach({ ...alone, env: together, send })).toBeTypeOf('function')
})
