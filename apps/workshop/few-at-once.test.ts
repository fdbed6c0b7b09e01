import { EventEmitter } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { expect, test } from 'vitest'
import { createFewAtOnce, MOST_AT_ONCE, WORK_AT_ONCE } from './few-at-once.ts'

function end(response: EventEmitter & { closed: boolean }): void {
  response.closed = true
  response.emit('close')
}

/** Requests of one person, whose answers end when the test says so. */
function scriptedPerson() {
  const handled: string[] = []
  const refused: string[] = []
  const few = createFewAtOnce({ enter: (begin) => begin(), tooMany: ({ url = '' }) => void refused.push(url) })
  function ask(method: string, url: string, isStream = false): EventEmitter & { closed: boolean } {
    const response = Object.assign(new EventEmitter(), { closed: false })
    const handle = few.pass(isStream, (request) => void handled.push(request.url ?? ''))
    handle({ method, url } as IncomingMessage, response as unknown as ServerResponse) // as much of them as it looks at
    return response
  }
  return { ask, handled, refused }
}

test('what works comes in turn, and what looks does not wait for it', () => {
  const { ask, handled } = scriptedPerson()
  const works = Array.from({ length: WORK_AT_ONCE + 2 }, (_each, at) => ask('POST', `/${at}`))
  ask('GET', '/look')
  expect(handled).toEqual(['/0', '/1', '/2', '/look'])
  end(works[0]!)
  end(works[1]!)
  expect(handled.slice(4)).toEqual(['/3', '/4'])
})

test('who hangs up while it waits in line keeps nobody else from coming', () => {
  const { ask, handled } = scriptedPerson()
  const works = Array.from({ length: WORK_AT_ONCE + 2 }, (_each, at) => ask('POST', `/${at}`))
  end(works[3]!)
  end(works[0]!)
  expect(handled).toEqual(['/0', '/1', '/2', '/4'])
})

test('what looks comes in turn, too: a page may take long to make', () => {
  const { ask, handled } = scriptedPerson()
  const looks = Array.from({ length: WORK_AT_ONCE + 2 }, (_each, at) => ask('GET', `/${at}`))
  ask('POST', '/work')
  expect(handled).toEqual(['/0', '/1', '/2', '/work'])
  end(looks[1]!)
  expect(handled.slice(4)).toEqual(['/3'])
})

test('who hangs up before her turn is not worked for', () => {
  const turns: (() => void)[] = []
  const handled: string[] = []
  const { pass } = createFewAtOnce({ enter: (begin) => void turns.push(begin), tooMany() {} })
  const response = Object.assign(new EventEmitter(), { closed: false })
  const handle = pass(false, () => void handled.push('a'))
  handle({ method: 'GET' } as IncomingMessage, response as unknown as ServerResponse) // as much of them as it looks at
  end(response)
  turns.forEach((turn) => turn())
  expect(handled).toEqual([])
})

test('more than a person needs is refused until answers have come, and streams do not count', () => {
  const { ask, handled, refused } = scriptedPerson()
  for (let at = 0; at < 3; at++) ask('GET', '/api/events', true)
  const looks = Array.from({ length: MOST_AT_ONCE }, () => ask('GET', '/a'))
  ask('GET', '/b')
  expect(refused).toEqual(['/b'])
  end(looks[0]!)
  ask('GET', '/c')
  expect(refused).toEqual(['/b'])
  expect(handled.slice(0, 3)).toEqual(['/api/events', '/api/events', '/api/events'])
})
