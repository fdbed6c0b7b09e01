import { expect, test } from 'vitest'
import { onceForEach } from './once-for-each.ts'

test('what is made of an object is made once, nothing included; of one that is equal it is made again', () => {
  const asked: object[] = []
  const once = onceForEach((from: object) => void asked.push(from))
  const [one, other] = [{}, {}]
  for (const each of [one, other, one]) expect(once(each)).toBeUndefined()
  expect(asked).toEqual([one, other])
})
