import { expect, test } from 'vitest'
import { manualClock } from '../clock.ts'
import { askTheSilent } from './ask-the-silent.ts'

test('who was silent is waited for by one at a time, and the others hear at once that it is', async () => {
  const clock = manualClock(0)
  const asked: PromiseWithResolvers<string>[] = []
  const ask = askTheSilent(() => (asked.push(Promise.withResolvers()), asked.at(-1)!.promise), clock)
  const first = Promise.allSettled([ask(), ask()])
  clock.advance({ seconds: 5 })
  asked[0]?.reject(new Error('no answer'))
  expect((await first).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  await expect(ask()).rejects.toThrow('no answer')
  clock.advance({ seconds: 5 })
  const again = ask()
  await expect(ask()).rejects.toThrow('no answer')
  expect(asked).toHaveLength(2)
  asked[1]?.resolve('here')
  expect(await again).toBe('here')
  const later = ask()
  asked[2]?.reject(new Error('refused'))
  await expect(later).rejects.toThrow('refused')
  const soon = ask()
  asked[3]?.resolve('here again')
  expect(await soon).toBe('here again')
})
