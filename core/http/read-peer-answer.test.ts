import { Buffer } from 'node:buffer'
import { expect, test } from 'vitest'
import { ANSWER_BOUNDS } from './answer-bounds.ts'
import type { UnderWay } from './collect-answer.ts'
import { readInTurn } from './read-peer-answer.ts'

const { short } = ANSWER_BOUNDS

/** An answer that has come. */
function arrived(length: number, refuseIfGivenUp = () => {}): UnderWay {
  const body = Buffer.from(`"${'x'.repeat(length - 2)}"`)
  const answer = Promise.resolve({ status: 200, headers: { 'content-type': 'application/json' }, body })
  return { answer, giveUp: () => {}, refuseIfGivenUp, leave: () => {} }
}

/** In which round of events each of so many answers was read, when all have come at once. */
async function roundsOf(count: number, length: number): Promise<number[]> {
  let round = 0
  const readIn: number[] = []
  const goOn = () => void (round++, readIn.length < count && setImmediate(goOn))
  setImmediate(goOn)
  await Promise.all(
    Array.from({ length: count }, () => readInTurn(arrived(length), short).then(() => readIn.push(round))),
  )
  return readIn
}

test('of large answers that come at once each is read in a round of its own', async () => {
  expect(new Set(await roundsOf(20, short.bytes)).size).toBe(20)
})

test('small ones wait for nothing', async () => {
  expect(new Set(await roundsOf(200, 1000)).size).toBe(1)
})

test('one that was given up while it waited is not read', async () => {
  const first = readInTurn(arrived(short.bytes), short)
  await expect(readInTurn(arrived(short.bytes, refuse), short)).rejects.toThrow('the time is up')
  expect((await first).status).toBe(200)
})

function refuse(): never {
  throw new Error('the time is up')
}
