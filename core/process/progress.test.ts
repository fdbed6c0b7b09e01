import { expect, test } from 'vitest'
import { manualClock } from '../clock.ts'
import { createProgress } from './progress.ts'

function watched(stream: { isTTY?: boolean; columns?: number }) {
  const written: string[] = []
  const clock = manualClock(0)
  return { written, clock, progress: createProgress({ ...stream, write: (text) => written.push(text) }, clock) }
}

test('on a terminal one line is written over, and gone before anything else is written', () => {
  const { written, progress } = watched({ isTTY: true, columns: 20 })
  progress.clear()
  progress.show('10 of 20 calls')
  progress.show('a text that is longer than the terminal')
  progress.clear()
  progress.clear()
  expect(written).toEqual(['\r\u001b[2K10 of 20 calls', '\r\u001b[2Ka text that is long', '\r\u001b[2K'])
})

test('elsewhere a line is written every ten seconds, without any control character', () => {
  const { written, clock, progress } = watched({})
  for (let second = 0; second < 25; second++) {
    progress.show(`after ${second} seconds`)
    clock.advance({ seconds: 1 })
  }
  progress.clear()
  expect(written).toEqual(['after 10 seconds\n', 'after 20 seconds\n'])
})
