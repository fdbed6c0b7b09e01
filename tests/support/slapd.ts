import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { chown, copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'ldapts'
import { certifiedTemplate } from './folders.ts'
import { needs } from './needs.ts'
import { SLAPD_ADMIN, SLAPD_SUFFIX } from './planet-express.ts'
import { freePorts } from './ports.ts'
import { untilSays } from './until-says.ts'

const [SLAPD, SLAPADD, SCHEMAS] = ['/usr/sbin/slapd', '/usr/sbin/slapadd', '/etc/ldap/schema']

/** It runs as the user whom its package has made, where the test runs as root. */
function ownUser(): { uid?: number; gid?: number } | undefined {
  if (process.getuid?.() !== 0) return {}
  try {
    const [uid, gid] = ['-u', '-g'].map((flag) => Number(execFileSync('id', [flag, 'openldap'], { stdio: 'pipe' })))
    return { uid: uid ?? 0, gid: gid ?? 0 }
  } catch {
    return undefined
  }
}

const user = ownUser()

/** Where this machine has OpenLDAP's server to test with (Debian: `apt-get install slapd`). */
export const withSlapd = needs(
  ((!existsSync(SLAPD) || !existsSync(SCHEMAS)) && `there is no ${SLAPD}`) ||
    (user === undefined && 'slapd does not run as root here, and there is no user openldap'),
)

export interface SlapdServer {
  url: string
  /** With TLS; its certificate is of `caFile`. */
  tlsUrl: string
  /** Its socket. */
  socketUrl: string
  caFile: string
  /** Does something as its administrator. */
  administer(change: (client: Client) => Promise<unknown>): Promise<void>
  /** Lets it hang, connections open and nothing answered, until `thaw`. */
  freeze(): void
  thaw(): void
  /** Ends it as a crash would. */
  crash(): Promise<void>
  /** Starts it again at the same ports, with what it had. */
  restart(): Promise<void>
  stop(): Promise<void>
}

const configIn = (folder: string) => `
include ${SCHEMAS}/core.schema
include ${SCHEMAS}/cosine.schema
include ${SCHEMAS}/inetorgperson.schema
modulepath /usr/lib/ldap
moduleload back_mdb
pidfile ${folder}/slapd.pid
TLSCACertificateFile ${folder}/ca.pem
TLSCertificateFile ${folder}/server.pem
TLSCertificateKeyFile ${folder}/server.key
allow bind_anon_cred bind_anon_dn
database mdb
maxsize 16777216
suffix "${SLAPD_SUFFIX}"
directory ${folder}/data
rootdn "${SLAPD_ADMIN.name}"
rootpw ${SLAPD_ADMIN.password}
access to attrs=userPassword by anonymous auth by * none
access to dn.subtree="ou=groups,${SLAPD_SUFFIX}" by * none
access to * by * read
`

/**
 * Starts a real slapd with a folder of its own. It says yes to binds without a password, as a directory may that is set up so, and shows
 * its groups to the administrator alone. Whoever starts it stops it.
 * @param entries LDIF of what it has
 */
export async function startSlapd(entries: string): Promise<SlapdServer> {
  const folder = await mkdtemp(join(tmpdir(), 'jwt-sandbox-slapd-'))
  const own = async (path: string) => {
    if (user?.uid !== undefined && user.gid !== undefined) await chown(path, user.uid, user.gid)
  }
  const certificates = join(await certifiedTemplate(), 'tls')
  const caFile = join(certificates, 'ca.pem')
  const copies = { 'ca.pem': 'ca.pem', 'serviceb.pem': 'server.pem', 'serviceb.key.pem': 'server.key' }
  await mkdir(join(folder, 'data'))
  for (const [from, to] of Object.entries(copies)) await copyFile(join(certificates, from), join(folder, to))
  await writeFile(join(folder, 'slapd.conf'), configIn(folder))
  await writeFile(join(folder, 'entries.ldif'), entries)
  for (const name of ['', 'data', 'slapd.conf', 'entries.ldif', ...Object.values(copies)]) await own(join(folder, name))
  const config = ['-f', join(folder, 'slapd.conf')]
  const place = { ...user, cwd: folder }
  execFileSync(SLAPADD, [...config, '-q', '-l', join(folder, 'entries.ldif')], { ...place, stdio: 'pipe' })

  const [port = 0, tlsPort = 0] = await freePorts(2)
  const socketUrl = `ldapi://${encodeURIComponent(join(folder, 'socket'))}`
  const urls = [`ldap://127.0.0.1:${port}`, `ldaps://127.0.0.1:${tlsPort}`, socketUrl]
  let server: ChildProcess
  let ended: Promise<unknown>
  const start = async () => {
    server = spawn(SLAPD, [...config, '-h', urls.join(' '), '-d', 'stats'], { ...place, stdio: ['ignore', 'ignore', 'pipe'] }) // prettier-ignore
    ended = once(server, 'exit')
    const said = await untilSays(server.stderr, 'slapd starting')
    if (said !== undefined) throw new Error(`slapd does not start: ${said}`)
  }
  const end = async (signal: NodeJS.Signals) => {
    server.kill(signal)
    server.kill('SIGCONT') // a frozen one hears nothing else
    await ended
  }
  const endWithUs = () => server.kill('SIGKILL')
  process.once('exit', endWithUs)
  await start()
  const [url = '', , socket = ''] = urls
  return {
    url,
    tlsUrl: `ldaps://localhost:${tlsPort}`,
    socketUrl: socket,
    caFile,
    async administer(change) {
      const client = new Client({ url, timeout: 10_000 })
      await client.bind(SLAPD_ADMIN.name, SLAPD_ADMIN.password)
      await change(client).finally(() => client.unbind())
    },
    freeze: () => void server.kill('SIGSTOP'),
    thaw: () => void server.kill('SIGCONT'),
    crash: () => end('SIGKILL'),
    restart: start,
    async stop() {
      process.off('exit', endWithUs)
      await end('SIGKILL')
      await rm(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}
