import { expect, test } from 'vitest'
import { wayToResult } from './way-to-result.ts'

const HEIGHT = 720
const at = (top: number, height: number) => ({ top, bottom: top + height })

test.each([
  ['what is seen already moves nothing', at(600, 120), at(550, 40), 0],
  ['a result at the lower edge is scrolled in, and no further', at(700, 100), at(640, 40), 92],
  ['a long one goes on until what was pressed is at the edge', at(700, 2000), at(640, 40), 628],
  ['once it is there it stays there', at(72, 2000), at(12, 40), 0],
  ['one above comes down as far as what was pressed stays', at(-100, 90), at(500, 40), -112],
  ['the beginning of a result goes before what was pressed', at(-400, 200), at(600, 40), -412],
  ['where nothing has the focus, all of it is shown', at(900, 300), undefined, 492],
  ['what was pressed is far away: the beginning of the result is shown', at(900, 300), at(-200, 40), 312],
  ['a result that has pushed what was pressed out lets it in again', at(260, 246), at(811, 40), 143],
])('%s', (_name, result, pressed, way) => {
  expect(wayToResult(result, pressed, HEIGHT)).toBe(way)
})
