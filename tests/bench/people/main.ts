import { readFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { systemClock } from '#core/clock'
import { createServer } from '#core/http/node-http'
import { createLog } from '#core/log'
import { endWithParent } from '#core/process/lifecycle'
import { PROJECT_FOLDER } from '#core/files/project-folder'
import { createTraces } from '#core/trace/recorder'
import { readPeopleConfig } from '../../../jwt-factory/people/config/read-people-config.ts'
import { readInitFile } from '../../../jwt-factory/people/dbinit/read-init-file.ts'
import { openPeople } from '../../../jwt-factory/people/open-people.ts'
import { createLogTail } from '../../../jwt-factory/people/telemetry/log-tail.ts'
import { bareFactory } from '../bare/chain.ts'

// People as `npm run people` has them, and a hello that reads the body of a login.
const { env, argv } = process
const name = argv[2] as keyof typeof PEOPLE_PROGRAMS // the bench passes one of them

const PEOPLE_PROGRAMS = { people: openBenchPeople, 'people-hello': openHello }

async function openHello(): Promise<number> {
  const server = createServer(bareFactory())
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port // a TCP server that listens
}

async function openBenchPeople(): Promise<number> {
  const folder = env['PEOPLE_FOLDER'] ?? ''
  const log = createLog({ name, level: 'info', format: 'json', clock: systemClock, write: () => {} })
  const text = 'server: {port: 0, timeout: 120000}\ntokens: {issuer: stoke-1, user_info: {full_name: n, username: u}}\n'
  const dbinit = await readFile(join(PROJECT_FOLDER, 'jwt-factory/people/example/dbinit.yaml'), 'utf8')
  const { port } = await openPeople(readPeopleConfig(text, 'config.yaml', { folder }), {
    clock: systemClock,
    log,
    traces: createTraces(name, systemClock),
    host: 'localhost',
    allowedHosts: [],
    storeSecret: undefined,
    init: readInitFile(dbinit, 'dbinit.yaml'),
    logTail: createLogTail(),
    tellPassword() {},
  })
  return port
}

endWithParent(process, systemClock)
console.log(JSON.stringify({ msg: 'listening', port: await PEOPLE_PROGRAMS[name]() }))
