/** What everybody knows of a process before it runs. */
export interface ProcessRow {
  /** Its settings begin with it. */
  prefix: string
  /** Where people, and programs of this machine, find it. */
  port: number
  /** Where other processes call it. One without it has no certificate and no address, for nobody calls it. */
  tlsPort?: number
  /** Whether it signs with keys of its own: then it has a folder for them, and the factory a ring of its name. */
  hasKeys: boolean
  /** Whether `npm start` starts it; otherwise it runs alone. */
  isStarted: boolean
  /** Whether it has a control plane: a clock that can be moved, and faults. */
  hasControl: boolean
  /** The processes that it calls: they start before it, so that it can be told where they are. */
  calls: readonly string[]
  /** The file that starts it, and its arguments. */
  command: readonly [file: string, ...args: string[]]
  /** Of its name under `npm start`. */
  colour: string
}

/**
 * The processes of the sandbox. A further one is one row: settings, certificates, rings, `npm start`, the commands and
 * the tests follow.
 */
export const PROCESSES = {
  'jwt-factory': {
    prefix: 'FACTORY',
    port: 5555,
    tlsPort: 5443,
    hasKeys: true,
    isStarted: true,
    hasControl: true,
    calls: [],
    command: ['jwt-factory/main.ts'],
    colour: 'magenta',
  },
  servicea: {
    prefix: 'SERVICEA',
    port: 3000,
    tlsPort: 7443,
    hasKeys: true,
    isStarted: true,
    hasControl: true,
    calls: ['jwt-factory', 'serviceb', 'servicec', 'neighbours'],
    command: ['apps/service/main.ts', 'servicea'],
    colour: 'cyan',
  },
  serviceb: {
    prefix: 'SERVICEB',
    port: 3001,
    tlsPort: 8443,
    hasKeys: true,
    isStarted: true,
    hasControl: true,
    calls: ['jwt-factory', 'servicec'],
    command: ['apps/service/main.ts', 'serviceb'],
    colour: 'green',
  },
  servicec: {
    prefix: 'SERVICEC',
    port: 3002,
    tlsPort: 9443,
    hasKeys: true,
    isStarted: true,
    hasControl: true,
    calls: ['jwt-factory'],
    command: ['apps/service/main.ts', 'servicec'],
    colour: 'yellow',
  },
  neighbours: {
    prefix: 'NEIGHBOURS',
    port: 4100,
    tlsPort: 4143,
    hasKeys: false,
    isStarted: true,
    hasControl: true,
    calls: ['jwt-factory'],
    command: ['apps/neighbours/main.ts'],
    colour: 'gray',
  },
  console: {
    prefix: 'CONSOLE',
    port: 4000,
    hasKeys: false,
    isStarted: true,
    hasControl: false,
    calls: ['jwt-factory', 'servicea', 'serviceb', 'servicec', 'neighbours'],
    command: ['apps/console/main.ts'],
    colour: 'blue',
  },
} as const satisfies Record<string, ProcessRow>
