import { MAX_CONNECTIONS, type Connection, type Door, type Exchange } from './connections.ts'

/**
 * The places of those who are worked for, or wait in line for it: their connections do not make room for others. Some of
 * each door are kept, so that whoever comes finds room whatever the others wait for.
 */
export interface Places {
  /** Gives a request that waits in line a place, as long as there are any; without one, it may have to make room. */
  keep(connection: Connection, turn: Exchange): void
  /** Gives it one until it is answered, for now it is worked on. @returns false when too many are already */
  take(connection: Connection, turn: Exchange): boolean
}

/** Connections of a door that can always make room: whoever comes is let in, and hears at least that it is too much. */
const FOR_WHO_CONNECTS = 64

/** Places of those who ask for the first time: others may have come back a thousand times meanwhile. */
const FOR_WHO_IS_NEW = 64

export const MAX_PLACES = MAX_CONNECTIONS - FOR_WHO_CONNECTS

export function createPlaces(): Places {
  const counts: Record<Door, { inLine: number; taken: number }> = {
    plain: { inLine: 0, taken: 0 },
    tls: { inLine: 0, taken: 0 },
  }

  function give({ door }: Connection, turn: Exchange, place: 'inLine' | 'taken'): void {
    const count = counts[door]
    if (turn.place) count[turn.place]--
    count[place]++
    if (!turn.place) {
      const leave = () => {
        if (turn.place) count[turn.place]--
        turn.place = undefined
      }
      turn.response.once('prefinish', leave).once('close', leave)
    }
    turn.place = place
  }

  return {
    keep(connection, turn) {
      if (turn.response.closed) return // its connection went while the body came: nothing would give the place back
      const { inLine, taken } = counts[connection.door]
      if (inLine + taken < most(connection)) give(connection, turn, 'inLine')
    },
    take(connection, turn) {
      if (counts[connection.door].taken >= most(connection)) return false
      give(connection, turn, 'taken')
      return true
    },
  }
}

const most = ({ hasAsked }: Connection) => MAX_PLACES - (hasAsked ? FOR_WHO_IS_NEW : 0)
