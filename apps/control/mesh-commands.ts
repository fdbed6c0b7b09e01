import { countWords, type ControlCommand, type ControlOrder } from './order.ts'

const plainMeshCommand = (usage: string, about: string, method: ControlOrder['method']): ControlCommand => ({
  usage,
  about,
  order(words) {
    countWords(words, usage, 0)
    return { method, path: '/mesh', to: 'neighbours', shows: 'mesh' }
  },
})

/** Which policies the sidecars of scenario 12 enforce. */
export const LIVE_MESH_COMMANDS: readonly ControlCommand[] = [
  plainMeshCommand('mesh', 'which policies the sidecars of scenario 12 enforce', 'GET'),
  {
    usage: 'mesh put FILE',
    about:
      'lets the sidecars of scenario 12 enforce the policies of a file until the next reset; plays bring their own',
    async order(words, { readFile }) {
      countWords(words, 'mesh put FILE', 1)
      const body = { policies: await readFile(words[0] ?? '') }
      return { method: 'PUT', path: '/mesh', body, to: 'neighbours', shows: 'mesh' }
    },
  },
  plainMeshCommand('mesh remove', 'back to the policies of the walk', 'DELETE'),
]
