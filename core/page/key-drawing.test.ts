import { renderToString } from 'preact-render-to-string'
import { expect, test } from 'vitest'
import { html } from './html.ts'
import { KeyDrawing } from './key-drawing.view.ts'
import type { PeopleKeyLine } from './key-places.ts'

const HOUR = 3_600_000
const START = Date.parse('2026-11-27T00:00:00Z')

const line: PeopleKeyLine = {
  from: START,
  to: START + 10 * HOUR,
  keys: [
    { kid: undefined, state: 'to come', published: START + 2 * HOUR, signs: { from: START + 4 * HOUR, to: START + 8 * HOUR }, gone: START + 9 * HOUR }, // prettier-ignore
    { kid: 'abcdefghijklmnop', state: 'retired', published: START, signs: { from: START, to: START + HOUR }, gone: START + 3 * HOUR }, // prettier-ignore
  ],
  marks: [
    { kind: 'publish', at: START + 2 * HOUR },
    { kind: 'drop', at: START + 9 * HOUR },
    { kind: 'now', at: START + HOUR },
  ],
}

const draw = (shown: PeopleKeyLine) => renderToString(html`<${KeyDrawing} line=${shown} />`).replaceAll(/\s+/g, ' ')
const barsIn = (text: string) => [...text.matchAll(/<rect class="([^"]*)" x="([\d.]+)%"[^>]*?width="([\d.]+)%"/g)].map(([, name = '', x, width]) => [name.trim(), Number(x), Number(width)]) // prettier-ignore

test('each key has a bar for what it does, from when to when; one that is to come is told from those that are there', () => {
  expect(barsIn(draw(line))).toEqual([
    ['published planned', 20, 20],
    ['signs planned', 40, 40],
    ['kept planned', 80, 10],
    ['signs', 0, 10], // it was never published before it signed: no bar for that
    ['kept', 10, 20],
  ])
})

test('the words of no two marks stand over each other, and near the right edge they stand at the left of their line', () => {
  const words = [...draw(line).matchAll(/<svg class="mark-(\w+)" x="[^"]*" y="(\d+)"[^>]*> ?<text x="-?\d" y="15" text-anchor="(\w+)"/g)].map(([, kind, y, anchor]) => [kind, y, anchor]) // prettier-ignore
  expect(words.map(([kind, , anchor]) => [kind, anchor])).toEqual([['publish', 'start'], ['drop', 'end'], ['now', 'start']]) // prettier-ignore
  expect(new Set(words.map(([, y]) => y)).size).toBe(3)
})

const lasting = (hours: number) => draw({ ...line, to: START + hours * HOUR })

test('moments have as much of a date as the line is long', () => {
  expect(lasting(10)).toContain('> 02:00<')
  expect(lasting(48)).toContain('> 11-27 02:00<')
  expect(lasting(0.1)).toContain('> 02:00:00<')
})

test('a key id is cut, and its state is a word', () => {
  expect(draw(line)).toMatch(/<strong>its tokens live<\/strong> <code[^>]*>abcdefghijkl…</)
})
