import { expect, test } from 'vitest'
import { createGoingBack } from './going-back.ts'

function open() {
  const done: string[] = []
  const back = createGoingBack({ reset: () => void done.push('clock') })
  back.onReset(() => void done.push('clients'))
  back.onClockBack(async () => void done.push('keys'))
  return { back, done }
}

test('the clock goes back alone, with what was made on it; what goes by it looks again', async () => {
  const { back, done } = open()
  await back.clockBack()
  expect(done).toEqual(['clock', 'keys'])
  expect(back.generation).toBe(1)
})

test('at a reset all of them go back, the clock first', async () => {
  const { back, done } = open()
  await back.allBack()
  expect(done).toEqual(['clock', 'keys', 'clients'])
  expect(back.generation).toBe(1)
})

test('what cannot go back is told when all the others have', async () => {
  const { back, done } = open()
  back.onClockBack(() => {
    throw new Error('no keys')
  })
  back.onReset(() => void done.push('faults'))
  await expect(back.allBack()).rejects.toThrow('no keys')
  expect(done).toEqual(['clock', 'keys', 'clients', 'faults'])
})
