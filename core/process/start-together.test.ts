import { EventEmitter } from 'node:events'
import { expect, test } from 'vitest'
import { endsWithParent, goOn, START_TOGETHER, TOGETHER, untilAllReach } from './start-together.ts'

const send = () => true
const never = new Promise<never>(() => {})
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
  expect(untilAllReach(alone, never)).toBeUndefined()
  expect(untilAllReach({ ...alone, env: together, send }, never)).toBeTypeOf('function')
})

test('who waits for the others goes on when all have come as far, and no longer waits when it is told to end', async () => {
  const parent = Object.assign(new EventEmitter(), { env: together, send })
  const { promise: told, resolve: tell } = Promise.withResolvers<void>()
  const known = parent as unknown as NodeJS.Process // as much of it as is needed
  const reach = untilAllReach(known, told) ?? expect.fail('it is started together')
  const [first, second] = [reach('ports'), reach('folder')]
  parent.emit('message', goOn('ports'))
  await first
  tell()
  await expect(second).rejects.toThrow('told to end')
})
