import { expect, test } from 'vitest'
import { html } from '#core/page/html'
import { Still } from './still.ts'

const draw = () => html`<p>drawn</p>`

test('it is drawn again where one of the things that it is drawn from is another one', () => {
  const steps = ['a step']
  const still = new Still({ from: [steps, 1], draw })
  const isDrawnAgain = (...from: unknown[]) => still.shouldComponentUpdate({ from, draw: () => draw() })
  expect(isDrawnAgain(steps, 1)).toBe(false)
  expect(isDrawnAgain(steps, 2)).toBe(true)
  expect(isDrawnAgain([...steps], 1)).toBe(true)
  expect(isDrawnAgain(steps)).toBe(true)
})
