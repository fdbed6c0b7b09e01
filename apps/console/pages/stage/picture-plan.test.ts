import { expect, test } from 'vitest'
import { BADGE } from './badges.ts'
import { frameFor, FIRST_FRAME, pointAt, type Box, type Point } from './layout.ts'
import { planPicture, type PlanParts } from './picture-plan.ts'

const house: Pick<PlanParts, 'names' | 'caller' | 'callees' | 'trips'> = {
  names: ['jwt-factory', 'servicea', 'serviceb', 'servicec'],
  caller: 'servicea',
  callees: ['serviceb', 'servicec'],
  trips: [],
}
const chain: PlanParts['hops'] = [
  ['servicea', 'jwt-factory'],
  ['servicea', 'serviceb'],
  ['serviceb', 'servicec'],
]
const shown = (parts: Partial<PlanParts> = {}) => planPicture({ ...house, hops: chain, frame: FIRST_FRAME, ...parts })
const linesOf = (parts?: Partial<PlanParts>) => shown(parts).lines.map(({ from, to }) => `${from} ${to}`)

test('a picture has the lines of its scenario, and no other', () => {
  expect(linesOf()).toEqual(['servicea jwt-factory', 'servicea serviceb', 'serviceb servicec'])
})

test('a call that was made has a line, also where the scenario does not speak of it; a way back needs none', () => {
  const trip = { from: 'servicec', to: 'jwt-factory', carries: 'question' as const, isBack: false, step: 3 }
  expect(linesOf({ trips: [trip, { ...trip, from: 'servicea', to: 'servicec', isBack: true }] })).toEqual([
    ...linesOf(),
    'servicec jwt-factory',
  ])
})

test('a box that no process of the console is stands between the caller and the callees', () => {
  const hops: PlanParts['hops'] = [
    ['servicea', 'signer'],
    ['signer', 'verifier'],
    ['verifier', 'serviceb'],
  ]
  for (const frame of [
    FIRST_FRAME,
    frameFor({ width: 1556, height: 600 }, false),
    frameFor({ width: 358, height: 298 }, true),
  ]) {
    const { boxes, cast } = shown({ hops, callees: ['serviceb'], frame })
    const x = (name: string) => boxes.find((box) => box.name === name)?.x ?? expect.fail(name)
    expect([x('servicea'), x('signer'), x('verifier'), x('serviceb')]).toEqual(
      [x('servicea'), x('signer'), x('verifier'), x('serviceb')].toSorted((a, b) => a - b),
    )
    for (const { name, width } of boxes) expect(width, name).toBeGreaterThan(name.length * 9)
    expect(cast.has('servicec')).toBe(false)
    expectApart(boxes, frame)
  }
})

const hopsIn = (text: string) =>
  text.split(', ').map((pair): PlanParts['hops'][number] => [pair.split(' ')[0] ?? '', pair.split(' ')[1] ?? ''])

const FORKED: [what: string, chain: string[], hops: PlanParts['hops']][] = [
  ['a mesh', ['servicea', 'ingress', 'web-ui', 'backend-api'], hopsIn('servicea jwt-factory, servicea ingress, ingress web-ui, web-ui backend-api, web-ui second-backend-api')],
  ['a login', ['servicea', 'browser', 'login-gateway', 'web-ui', 'backend-api'], hopsIn('browser jwt-factory, login-gateway jwt-factory, web-ui jwt-factory, servicea browser, browser login-gateway, login-gateway web-ui, web-ui backend-api, web-ui second-backend-api')],
] // prettier-ignore

test.each(FORKED)(
  'where the way of a request forks at its end, all stand apart from each other, and its ends are at the right: %s',
  (_what, chain, hops) => {
    for (const frame of [FIRST_FRAME, ...[250, 600].map((height) => frameFor({ width: 1000, height }, false))]) {
      const { boxes, lines } = shown({ hops, callees: [], frame })
      const boxOf = (name: string) => boxes.find((box) => box.name === name) ?? expect.fail(name)
      const xs = chain.map((name) => boxOf(name).x)
      expect(xs).toEqual(xs.toSorted((a, b) => a - b))
      expect(boxOf('second-backend-api').x).toBe(boxOf('backend-api').x)
      expect(lines).toHaveLength(hops.length)
      expectApart(boxes, frame)
    }
    for (const height of [298, 500]) {
      const frame = frameFor({ width: 358, height }, true)
      expectApart(shown({ hops, callees: [], frame }).boxes, frame)
    }
  },
)

test('where two ways lead from the caller to the callee, they stand one below the other, and no line goes through a box', () => {
  const hops: PlanParts['hops'] = [
    ['servicea', 'stateless-gateway'],
    ['servicea', 'plugin-gateway'],
    ['stateless-gateway', 'serviceb'],
    ['plugin-gateway', 'serviceb'],
  ]
  const wide = [FIRST_FRAME, ...[250, 600].map((height) => frameFor({ width: 1000, height }, false))]
  for (const frame of [...wide, ...[298, 500].map((height) => frameFor({ width: 358, height }, true))]) {
    const { boxes, lines } = shown({ hops, callees: ['serviceb'], frame })
    const boxOf = (name: string) => boxes.find((box) => box.name === name) ?? expect.fail(name)
    expect(boxOf('stateless-gateway').x).toBe(boxOf('plugin-gateway').x)
    expect(boxOf('stateless-gateway').width, 'its name has room').toBeGreaterThan(17 * (frame.isNarrow ? 8 : 14))
    expect(lines).toHaveLength(hops.length)
    for (const { line } of lines)
      expect(Math.hypot(line.end.x - line.start.x, line.end.y - line.start.y)).toBeGreaterThan(15)
    expectApart(boxes, frame)
  }
})

/** Two ways that join before the callee; all of them ask the authority. */
const joined: PlanParts['hops'] = [
  ['servicea', 'jwt-factory'],
  ['relay', 'jwt-factory'],
  ['piko-relay', 'jwt-factory'],
  ['servicea', 'relay'],
  ['servicea', 'piko-relay'],
  ['relay', 'agent'],
  ['piko-relay', 'agent'],
  ['agent', 'serviceb'],
]

const ROUND = 4 // a sign is: its corners hide nothing

/** What the numbers on a line cover; on a phone there are two at most. */
function numbersOf({ from, to, steps, place: { x, y } }: ReturnType<typeof shown>['lines'][number], most: number): Box {
  const wide = BADGE * Math.min(steps.length, most)
  const name = `numbers of ${from} ${to}`
  return { name, x: x - wide / 2 + ROUND, y: y - BADGE / 2 + ROUND, width: wide - 2 * ROUND, height: BADGE - 2 * ROUND }
}

test('on a phone the numbers of a long play stand on no box, and on no other numbers', () => {
  const pairs: PlanParts['hops'] = [...joined, ['servicea', 'neighbours']]
  const trips = pairs.flatMap(([from, to], at) => {
    const times = from === 'relay' && to === 'agent' ? 1 : 5 // no play goes there twice
    const trip = { from, to, carries: 'question' as const, isBack: false }
    return Array.from({ length: times }, (_, time) => ({ ...trip, step: 9 * time + at }))
  })
  for (const height of [298, 330, 500]) {
    const frame = frameFor({ width: 358, height }, true)
    const { boxes, lines } = shown({ hops: joined, callees: ['serviceb'], frame, trips })
    expectApart([...boxes, ...lines.map((line) => numbersOf(line, 2))], frame)
  }
})

test('the numbers of a login stand on no box, on no other numbers, and no line goes through a box', () => {
  const [, , hops = []] = FORKED.at(-1) ?? []
  const once = new Set(['web-ui backend-api', 'web-ui second-backend-api', 'servicea browser'])
  const trips = hops.flatMap(([from, to], at) => {
    const times = once.has(`${from} ${to}`) ? 1 : 5
    return Array.from({ length: times }, (_, time) => ({ from, to, carries: 'question' as const, isBack: false, step: 9 * time + at })) // prettier-ignore
  })
  const wide = [FIRST_FRAME, ...[250, 600].map((height) => frameFor({ width: 882, height }, false))]
  for (const frame of [...wide, ...[298, 330, 500].map((height) => frameFor({ width: 358, height }, true))]) {
    const { boxes, lines } = shown({ hops, callees: [], frame, trips })
    expectApart([...boxes, ...lines.map((line) => numbersOf(line, frame.isNarrow ? 2 : 3))], frame)
    for (const { from, to, line } of lines)
      for (const box of boxes.filter(({ name }) => name !== from && name !== to))
        expect(isCrossedBy(box, line), `${from} ${to} through ${box.name}`).toBe(false)
  }
})

test('where two ways join before the callee, no line goes through a box, also those to the authority', () => {
  const hops = joined
  const trip = { from: 'servicea', to: 'neighbours', carries: 'question' as const, isBack: false, step: 3 }
  const wide = [FIRST_FRAME, ...[250, 600].map((height) => frameFor({ width: 1000, height }, false))]
  for (const frame of [...wide, ...[298, 340, 500].map((height) => frameFor({ width: 358, height }, true))]) {
    for (const trips of [[], [trip]]) {
      const { boxes, lines } = shown({ hops, callees: ['serviceb'], frame, trips })
      expectApart(boxes, frame)
      expect(lines).toHaveLength(hops.length + trips.length)
      for (const { from, to, line } of lines) {
        const room = frame.isNarrow
          ? 15
          : (from === 'servicea' && to.endsWith('relay')) || to === 'serviceb'
            ? 3 * BADGE
            : 15 // of these all plays have several steps
        expect(Math.hypot(line.end.x - line.start.x, line.end.y - line.start.y), `${from} ${to}`).toBeGreaterThan(room)
        for (const box of boxes.filter(({ name }) => name !== from && name !== to))
          expect(isCrossedBy(box, line), `${from} ${to} through ${box.name} at ${frame.width}`).toBe(false)
      }
    }
  }
})

/** Looked at in small steps. */
const isCrossedBy = ({ x, y, width, height }: Box, line: { start: Point; end: Point }) =>
  Array.from({ length: 201 }, (_, step) => pointAt(line, step / 200)).some(
    (point) => point.x > x && point.x < x + width && point.y > y && point.y < y + height,
  )

function expectApart(boxes: readonly Box[], frame: { width: number; height: number }): void {
  for (const [at, box] of boxes.entries()) {
    expect(isInside(box, frame), box.name).toBe(true)
    for (const other of boxes.slice(at + 1)) expect(isApart(box, other), `${box.name} and ${other.name}`).toBe(true)
  }
}

const isInside = ({ x, y, width, height }: Box, frame: { width: number; height: number }) =>
  x >= 0 && y >= 0 && x + width <= frame.width && y + height <= frame.height
const isApart = (a: Box, b: Box) =>
  a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y

test.each([
  [{ width: 0, height: 0 }, 1060],
  [{ width: 2000, height: 500 }, 1000],
  [{ width: 2000, height: 250 }, 2000],
])('a drawing is never smaller than what stands on it needs: %j', (place, width) => {
  expect(frameFor(place, false).width).toBe(width)
})
