import { expect, test } from 'vitest'
import { createQueue, PasswordsBusy } from './in-turn.ts'

/** Tasks that a test ends, in a queue with room for two that wait. */
function openQueue(mostWaiting = 2) {
  const inTurn = createQueue(mostWaiting)
  const begun: string[] = []
  const ends = new Map<string, PromiseWithResolvers<string>>()
  return {
    begun,
    end: (name: string) => ends.get(name)?.resolve(name),
    fail: (name: string) => ends.get(name)?.reject(new Error(name)),
    run: (name: string, signal?: AbortSignal) =>
      inTurn(() => {
        begun.push(name)
        const end = Promise.withResolvers<string>()
        ends.set(name, end)
        return end.promise
      }, signal),
  }
}

test('one at a time, in their order, and the next one after a failure, too', async () => {
  const { begun, run, end, fail } = openQueue()
  const [a, b, c] = [run('a'), run('b'), run('c')]
  await Promise.resolve()
  expect(begun).toEqual(['a'])
  fail('a')
  await expect(a).rejects.toThrow('a')
  expect(begun).toEqual(['a', 'b'])
  end('b')
  expect(await b).toBe('b')
  expect(begun).toEqual(['a', 'b', 'c'])
  end('c')
  await c
  const d = run('d')
  await Promise.resolve()
  end('d')
  expect(await d).toBe('d')
})

test('who comes when too many wait is told when to come again, and costs nothing', async () => {
  const { begun, run, end } = openQueue()
  const all = [run('a'), run('b'), run('c')]
  await expect(run('d')).rejects.toThrow(PasswordsBusy)
  await expect(run('e')).rejects.toMatchObject({ retryAfterSeconds: 2 })
  end('a')
  await all[0]
  const late = run('f')
  end('b')
  await all[1]
  end('c')
  await all[2]
  end('f')
  await late
  expect(begun).toEqual(['a', 'b', 'c', 'f'])
})

test('who goes away leaves the queue, and makes room', async () => {
  const { begun, run, end } = openQueue()
  const gone = new AbortController()
  const [a, b, c] = [run('a'), run('b', gone.signal), run('c')]
  gone.abort(new Error('the client has gone'))
  await expect(b).rejects.toThrow('the client has gone')
  const d = run('d')
  end('a')
  await a
  end('c')
  await c
  end('d')
  await d
  expect(begun).toEqual(['a', 'c', 'd'])
  await expect(run('e', gone.signal)).rejects.toThrow('the client has gone')
})

test('who goes away when it is their turn already is served', async () => {
  const { run, end } = openQueue()
  const gone = new AbortController()
  const a = run('a', gone.signal)
  await Promise.resolve()
  gone.abort()
  end('a')
  expect(await a).toBe('a')
})
