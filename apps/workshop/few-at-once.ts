import type { RequestListener } from 'node:http'

/** As many answers one person may wait for: a browser has six connections, and some people have two browsers. */
export const MOST_AT_ONCE = 16

/** So many of them change something, play or judge at once, and so many look at something; the others wait in line. */
export const WORK_AT_ONCE = 3

export interface FewAtOnceParts {
  /** Begins a request in the turn of its person. */
  enter: (begin: () => void) => void
  /** Answers what is too much. */
  tooMany: RequestListener
}

/**
 * Lets the requests of one person through so that they leave room for those of others: all of a room share a machine. A few of them
 * work for her at once, and a few look at something, for a page may take as long to make; each begins in her turn; and what is too much is
 * refused. A stream that stays open counts for nothing here: whoever makes it bounds it.
 */
export function createFewAtOnce({ enter, tooMany }: FewAtOnceParts): {
  pass(isStream: boolean, handle: RequestListener): RequestListener
} {
  let waitedFor = 0
  const works = placesOfPerson(WORK_AT_ONCE)
  const looks = placesOfPerson(WORK_AT_ONCE) // whoever waits for a play still sees pages

  return {
    pass: (isStream, handle) => (request, response) => {
      if (isStream) return handle(request, response)
      if (waitedFor >= MOST_AT_ONCE) return tooMany(request, response)
      waitedFor++
      response.once('close', () => void waitedFor--)
      const isLook = request.method === 'GET' || request.method === 'HEAD'
      const take = isLook ? looks : works
      take((giveBack) => {
        if (response.closed) return giveBack()
        response.once('close', giveBack)
        enter(() => void (response.closed || handle(request, response)))
      })
    },
  }
}

/** @returns what begins something where a place is free, and else in line; it gives its place back */
function placesOfPerson(most: number): (begin: (giveBack: () => void) => void) => void {
  let taken = 0
  const line: ((giveBack: () => void) => void)[] = []
  function giveBack(): void {
    taken--
    const next = line.shift()
    if (next) start(next)
  }
  function start(begin: (giveBack: () => void) => void): void {
    taken++
    begin(giveBack)
  }
  return (begin) => {
    if (taken < most) start(begin)
    else line.push(begin)
  }
}
