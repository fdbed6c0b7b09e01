import { EventEmitter } from 'node:events'
import { describe, expect, test } from 'vitest'
import type { Connection, Exchange } from './connections.ts'
import { createPlaces, MAX_PLACES } from './places.ts'

const turn = () => ({ response: new EventEmitter(), place: undefined }) as unknown as Exchange // all that is used of it
const connection = (door: 'plain' | 'tls', hasAsked: boolean) => ({ door, hasAsked }) as Connection
const known = connection('plain', true)
const unknown = connection('plain', false)

describe('places', () => {
  test('some are kept for those who ask for the first time, and each door has its own', () => {
    const places = createPlaces()
    const taken = Array.from({ length: MAX_PLACES }, () => places.take(known, turn())).filter(Boolean).length
    expect(taken).toBe(MAX_PLACES - 64)
    const isTaken = Array.from({ length: 65 }, () => places.take(unknown, turn()))
    expect(isTaken).toEqual([...Array.from({ length: 64 }, () => true), false])
    expect(places.take(connection('tls', true), turn())).toBe(true)
  })

  test('a request has one until it is answered, or its connection is gone', () => {
    const places = createPlaces()
    const turns = Array.from({ length: MAX_PLACES }, turn)
    for (const one of turns) expect(places.take(unknown, one)).toBe(true)
    expect(places.take(unknown, turn())).toBe(false)
    turns[0]?.response.emit('prefinish')
    turns[0]?.response.emit('close')
    turns[1]?.response.emit('close')
    expect([1, 2, 3].map(() => places.take(unknown, turn()))).toEqual([true, true, false])
  })

  test('one whose connection is gone already gets none, for nothing would give it back', () => {
    const places = createPlaces()
    for (let count = 0; count <= MAX_PLACES; count++) {
      const gone = turn()
      Object.assign(gone.response, { closed: true })
      places.keep(unknown, gone)
    }
    const one = turn()
    places.keep(unknown, one)
    expect(one.place).toBe('inLine')
  })

  test('who waits in line has none when there are no more, and is worked for all the same', () => {
    const places = createPlaces()
    const inLine = Array.from({ length: MAX_PLACES + 1 }, turn)
    for (const one of inLine) places.keep(unknown, one)
    expect(inLine.filter(({ place }) => place === 'inLine')).toHaveLength(MAX_PLACES)
    expect(inLine.toReversed().map((one) => places.take(unknown, one))).toEqual(
      inLine.map((_one, index) => index < MAX_PLACES),
    )
    for (const { response } of inLine) response.emit('close')
    expect(inLine.map(({ place }) => place)).toEqual(inLine.map(() => undefined))
    expect(places.take(known, turn())).toBe(true)
  })
})
