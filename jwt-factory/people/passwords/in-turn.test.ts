import { expect, test } from 'vitest'
import { nextTurn } from '#core/clock'
import { createQueue, PasswordsBusy, type Asker } from './in-turn.ts'

/** Tasks that a test ends, in a queue with room for two that wait. */
function openQueue(mostWaiting = 2) {
  const inTurn = createQueue(mostWaiting)
  const begun: string[] = []
  const ends = new Map<string, PromiseWithResolvers<string>>()
  return {
    begun,
    end: (name: string) => ends.get(name)?.resolve(name),
    fail: (name: string) => ends.get(name)?.reject(new Error(name)),
    run: (name: string, asker?: Asker) =>
      inTurn(() => {
        begun.push(name)
        const end = Promise.withResolvers<string>()
        ends.set(name, end)
        return end.promise
      }, asker),
  }
}

/** What comes of it at once: a fault, or nothing yet. */
const soon = (promise: Promise<unknown>) => Promise.race([promise.catch((error: unknown) => error), nextTurn()])

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
  expect(await soon(run('d'))).toBeInstanceOf(PasswordsBusy)
  expect(await soon(run('e'))).toMatchObject({ retryAfterSeconds: 2 })
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
  const [a, b, c] = [run('a'), run('b', { signal: gone.signal }), run('c')]
  gone.abort(new Error('the client has gone'))
  expect(await soon(b)).toMatchObject({ message: 'the client has gone' })
  const d = run('d')
  end('a')
  await a
  expect(begun).toEqual(['a', 'c'])
  end('c')
  await c
  end('d')
  await d
  expect(begun).toEqual(['a', 'c', 'd'])
  expect(await soon(run('e', { signal: gone.signal }))).toMatchObject({ message: 'the client has gone' })
})

test('who goes away when it is their turn already is served', async () => {
  const { run, end } = openQueue()
  const gone = new AbortController()
  const a = run('a', { signal: gone.signal })
  await Promise.resolve()
  gone.abort()
  end('a')
  expect(await a).toBe('a')
})

test('whoever floods it leaves places for others, each of whom leaves some, too', async () => {
  const { run } = openQueue(20)
  const ask = (caller: string) => run(caller, { caller })
  void ask('first')
  const taken = async (caller: string) => {
    let count = 0
    for (let times = 0; times < 30; times++) if (!((await soon(ask(caller))) instanceof PasswordsBusy)) count++
    return count
  }
  expect([await taken('flood'), await taken('other'), await taken('third')]).toEqual([15, 4, 1])
  expect(await soon(ask('fourth'))).toBeInstanceOf(PasswordsBusy)
})

test('a class of thirty behind one address logs in at once', async () => {
  const inTurn = createQueue()
  const asked = Array.from({ length: 30 }, async () => inTurn(nextTurn, { caller: 'the classroom' }))
  expect((await Promise.allSettled(asked)).filter(({ status }) => status === 'rejected')).toEqual([])
})

/** Ends them one after the other. @returns in which order they had their turns */
async function inWhichOrder({ begun, end }: ReturnType<typeof openQueue>, howMany: number): Promise<string[]> {
  for (let at = 0; at < howMany; at++) {
    await nextTurn()
    end(begun[at] ?? '')
  }
  return begun
}

test('nobody waits behind all of a flood', async () => {
  const queue = openQueue(20)
  for (let at = 0; at < 10; at++) void queue.run(`flood ${at}`, { caller: 'flood' })
  for (const caller of ['one', 'other']) void queue.run(caller, { caller })
  const order = await inWhichOrder(queue, 12)
  expect(order.indexOf('one')).toBeLessThanOrEqual(2)
  expect(order.indexOf('other')).toBeLessThanOrEqual(4)
  expect(order.filter((name) => name.startsWith('flood')).map((name) => Number(name.slice(6)))).toEqual([...Array(10).keys()]) // prettier-ignore
})

test('callers who are new again and again keep nobody waiting for ever', async () => {
  const queue = openQueue(20)
  for (const name of ['a', 'b', 'c']) void queue.run(name, { caller: 'many people' })
  for (let at = 0; at < 8; at++) {
    void queue.run(`new ${at}`, { caller: `new ${at}` })
    await nextTurn()
    queue.end(queue.begun[at] ?? '')
  }
  await nextTurn()
  expect(queue.begun).toEqual(expect.arrayContaining(['a', 'b', 'c']))
})
