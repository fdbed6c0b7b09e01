import { ConfigFault } from '../config/read-config.ts'
import { KeysFolderFault } from '../files/keys-folder.ts'
import { explainReadOnly } from '../files/read-only.ts'
import { shownLines } from '../shown-text.ts'
import { DotenvFault } from './dotenv-file.ts'

/** What was found out about a failure, for whoever has to mend it. */
export interface StartFacts {
  /** The setting that says which port it is. */
  variable?: string
  /** Another setting that names this port, as an address: it goes with the first. */
  urlVariable?: string
  /** Who listens at the port that is taken. */
  who?: string
}

/** Why a process could not start, for the person at the terminal: what is wrong, and what to do. */
export function explainStartFailure(name: string, error: unknown, facts: StartFacts = {}): string {
  return `${name} cannot start:${error instanceof ConfigFault ? '\n' : ' '}${startFault(error, facts)}`
}

/** Those whose message is for the person at the terminal as it is. */
const SAY_ALL = [ConfigFault, KeysFolderFault, DotenvFault]

/** The same without the name. A file of others may name whatever it likes: nothing of it moves the terminal. */
export const startFault = (error: unknown, facts: StartFacts = {}): string =>
  shownLines(faultAsItIs(error, facts)).join('\n')

function faultAsItIs(error: unknown, facts: StartFacts): string {
  if (SAY_ALL.some((fault) => error instanceof fault)) return (error as Error).message // one of these
  const missing = explainReadOnly(error)
  if (missing !== undefined) return missing
  const { message, cause } = error as Fault & { cause?: Fault }
  const fault = cause?.path === undefined ? (error as Fault) : cause // a file at fault, for whatever it is
  const explain = EXPLANATIONS[fault.code ?? '']
  return explain ? explain(fault, facts) : (message ?? String(error))
}

interface Fault {
  code?: string
  address?: string
  port?: number
  path?: string
  /** Where it should have come to. */
  dest?: string
  message?: string
}

type Explain = (fault: Fault, facts: StartFacts) => string

const NO_ADDRESS: Explain = ({ address = 'HOST' }) =>
  `${address} is not an address of this machine. Set HOST to one of its own, for instance localhost.`

const andUrl = (variable: string | undefined) =>
  variable === undefined ? '' : `, and ${variable}, which names this port, to the same`

/** So the platform writes that it is about a socket, which has none. */
export const NO_PORT = -1

const EXPLANATIONS: Record<string, Explain> = {
  EADDRINUSE: ({ port = NO_PORT, address }, { who, variable, urlVariable }) =>
    port === NO_PORT
      ? `somebody listens at ${address}, or it is not a socket. Stop them, or remove the file.`
      : `port ${port} is taken${address === '::1' ? ' at ::1, which localhost may be' : ''}` +
        `${who === undefined ? '. Stop the process that listens there' : `: ${who} listens there. Stop it`}, ` +
        `or set ${variable ?? 'the setting of this port'} to another one${andUrl(urlVariable)}, in the environment or in .env.`,
  EADDRNOTAVAIL: NO_ADDRESS,
  EAFNOSUPPORT: NO_ADDRESS,
  ENOTFOUND: () => 'the name in HOST is unknown. Set HOST to an address of this machine, for instance localhost.',
  EACCES: ({ port, path }, { variable, urlVariable }) =>
    port === undefined
      ? `permission denied for ${path}. Nothing was replaced: give yourself access to it (chmod u+rwX), or choose another KEYS_FOLDER.`
      : `permission denied for port ${port}. Set ${variable ?? 'the setting of this port'} to one above 1023${andUrl(urlVariable)}.`,
  EAI_AGAIN: () =>
    'the name in HOST cannot be looked up. Set HOST to an address of this machine, for instance localhost.',
  EPERM: ({ path }) => `permission denied for ${path}. Choose a KEYS_FOLDER that belongs to you.`,
  EROFS: ({ path }) => `${path} is on a read-only disk. Choose a KEYS_FOLDER that can be written to.`,
  ENOSPC: ({ path }) =>
    `the disk is full${path === undefined ? '' : ` at ${path}`}. Make room, or choose a KEYS_FOLDER on another one.`,
  ENOTDIR: ({ path }) => `${path} is inside a file, not a folder. Choose a KEYS_FOLDER that is a folder.`,
  EFTYPE: ({ path }) => `${path} is not a file but a pipe or a device. Remove it, and it is made again.`,
  EISDIR: ({ path, dest = path }) => `${dest} is a folder, and a file belongs there. Remove it, and it is made again.`,
  EFBIG: ({ path }) => `${path} is far larger than any such file. Look at what it is; without it, it is made again.`,
  ELOCK: ({ path, message }) => `the lock ${path} cannot be used: ${message}. Remove it, and it is made again.`,
  EDANGLING: ({ path }) => `${path} is a link that leads nowhere. Remove it, or make the folder to which it leads.`,
  EEXIST: ({ path }) => `${path} is a file. Choose a KEYS_FOLDER that is a folder.`,
}
