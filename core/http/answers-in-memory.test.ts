import { expect, onTestFinished, test } from 'vitest'
import { expectAnswer, MAX_ANSWERS } from './answers-in-memory.ts'

/** Answers by name, and those that were given up. */
function open() {
  const gone: string[] = []
  return {
    gone,
    expect(name: string) {
      const answer = expectAnswer(({ name: why }) => gone.push(`${name}: ${why}`))
      onTestFinished(answer.leave)
      return answer
    },
  }
}

test('when all together are too large, the largest goes, whoever sent the last byte', () => {
  const answers = open()
  const [honest, large, small] = ['honest', 'large', 'small'].map(answers.expect)
  small?.take(1000)
  large?.take(MAX_ANSWERS - 2000)
  honest?.take(1000)
  expect(answers.gone).toEqual([])
  honest?.take(1)
  expect(answers.gone).toEqual(['large: AnswersTooLarge'])
  large?.take(MAX_ANSWERS) // what still comes of it counts no more
  expect(answers.gone).toHaveLength(1)
})

test('what was read makes room', () => {
  const answers = open()
  for (let count = 0; count < 20; count++) {
    const answer = answers.expect(String(count))
    answer.take(MAX_ANSWERS / 2)
    answer.leave()
  }
  expect(answers.gone).toEqual([])
})
