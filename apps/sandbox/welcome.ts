import { basename } from 'node:path'
import { portsOf, PROCESS_NAMES, reachable } from '#core/config/processes'
import type { NumberedScenario } from '#scenarios'
import type { SandboxConfig } from './config.ts'

/** What a person sees when all four answer: who listens where, and what to try. */
export function welcome(config: SandboxConfig, scenarios: readonly NumberedScenario[]): string {
  const host = reachable(config.host)
  const ports = portsOf(config)
  const table = PROCESS_NAMES.map(
    (name) => `  ${name.padEnd(12)} http://${host}:${ports[name].port}   https://${host}:${ports[name].tlsPort}`,
  )
  const first = scenarios[0]
  const tries = scenarios.map(({ number, caller, title }) => {
    return `  curl ${host}:${ports[caller].port}/scenario${number}`.padEnd(42) + `# ${title}`
  })
  const variant = first ? `  curl "${host}:${ports[first.caller].port}/scenario${first.number}?expired=1&trace=1"` : ''
  const tls = `  curl --cacert ${basename(config.keysFolder)}/tls/ca.pem https://${host}:${ports.serviceb.tlsPort}/hello`
  return [
    '\nThe sandbox is ready. Who listens where:\n',
    ...table,
    '\nTry, in another terminal:\n',
    ...tries,
    `${variant}   # refused, and every step of it`,
    `${tls}   # over TLS`,
    '  npm run play -- 1 --expired'.padEnd(42) + '# the story, told in the terminal',
    '\nCtrl-C stops everything.\n\n',
  ].join('\n')
}
