import type { KitFace } from '../kit-face.ts'
import type { KitClients } from './kit-clients.ts'

/**
 * A face whose `fetch` meets a certificate fault with its next call. The fault ends all connections, and so does its end; without this a call
 * on one that was kept would fail as a broken connection.
 */
export function connectingAnew<Face extends KitFace>(face: Face, { connectAnew }: KitClients): Face {
  return {
    ...face,
    async fault(on, what, when) {
      const made = await face.fault(on, what, when)
      if (on !== 'tls') return made
      connectAnew()
      const remove = () => (made.remove(), connectAnew())
      return { id: made.id, remove, [Symbol.dispose]: remove }
    },
    async reset() {
      await face.reset()
      connectAnew()
    },
  }
}
