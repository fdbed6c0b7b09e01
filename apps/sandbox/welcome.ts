import { isAbsolute, join, relative } from 'node:path'
import { PARTY_PORTS, PARTY_PORT_NAMES, type PartyPortName } from '#core/config/parties'
import { portsOf, reachable } from '#core/config/process-settings'
import type { GuestRole } from '#core/config/guest-services'
import { isPeerName, STARTED_NAMES } from '#core/config/processes'
import { COMMAND_FOLDER } from '#core/files/project-folder'
import { table } from '#core/process/help'
import { shellWord } from '#core/process/quote-for-shell'
import type { NumberedScenario } from '#scenarios'
import type { SandboxConfig } from './config.ts'
import { sayGuest, startedBeside } from './guest-cast.ts'
import { OPEN_NOTE } from '../../jwt-factory/open-issuer.ts'

/**
 * What a person sees when all of them answer: who listens where, and what to try.
 * @param guests roles in which there are services of somebody else
 * @param here where they have started it: npm's commands are for the folder of the project
 */
export function welcome(
  config: SandboxConfig,
  scenarios: readonly NumberedScenario[],
  here = COMMAND_FOLDER,
  guests: readonly GuestRole[] = [],
): string {
  const host = reachable(config.host)
  const { plain: plainPorts, tls: tlsPorts } = portsOf(config)
  const processes = startedBeside(guests).map((name) => [
    name,
    `http://${host}:${plainPorts[name]}`,
    isPeerName(name) ? `https://${host}:${tlsPorts[name]}` : '',
  ])
  const parties = PARTY_PORT_NAMES.filter((name) => STARTED_NAMES.includes(PARTY_PORTS[name].host)).map((name) => [
    name,
    `${schemeOfParty(name)}://${host}:${config[`${name}Port`]}`,
    `in ${PARTY_PORTS[name].host}`,
  ])
  const first = scenarios[0]
  const tries = scenarios.map(({ number, caller, title }) => {
    return tryLine(`curl ${host}:${plainPorts[caller]}/scenario${number}`, title)
  })
  const variant = first ? `  curl "${host}:${plainPorts[first.caller]}/scenario${first.number}?expired=1&trace=1"` : ''
  const tls = `  curl --cacert ${inShell(join(config.keysFolder, 'tls', 'ca.pem'))} https://${host}:${tlsPorts[guests.includes('serviceb') ? 'servicea' : 'serviceb']}/hello`
  return [
    `\nThe sandbox is ready. Open http://${host}:${plainPorts.console} to play scenarios and watch tokens travel.\n`,
    'Where each process listens:\n',
    ...table([...processes, ...parties], BETWEEN_ADDRESSES),
    ...guests.map((role) => `\n${sayGuest(role, config)}`),
    ...(config.open ? [`\n${OPEN_NOTE}.`] : []),
    `\nTry, in another terminal${relative(COMMAND_FOLDER, here) === '' ? '' : `, in the folder ${COMMAND_FOLDER}`}:\n`,
    ...tries,
    `${variant}   # refused, and every step of it`,
    `${tls}   # over TLS`,
    tryLine(
      `https://${host}:${config['login-gateway-tlsPort']}/`,
      'in a browser: log in as tester, with the password tester',
    ),
    tryLine('npm run play -- 1 --expired', 'the story, told in the terminal'),
    tryLine('npm run judge -- --named exp-30s-ago', 'one token before every judge'),
    tryLine('npm run probe -- --matrix', 'can a stolen token call somebody else?'),
    ...(config.control ? [tryLine('npm run control -- --help', 'moves the clock, breaks things on command')] : []),
    '\nCtrl-C stops everything.\n\n',
  ].join('\n')
}

/** A command may be longer in a package than here: a shell takes a remark for one behind a space alone. */
export const tryLine = (command: string, what: string) => `${`  ${command}`.padEnd(41)} # ${what}`

const schemeOfParty = (name: PartyPortName) => ('isTls' in PARTY_PORTS[name] ? 'https' : 'http')

/** Between two addresses, so that each can be picked with a click. */
const BETWEEN_ADDRESSES = 3

/** A path as it is typed in the folder of the project: short where it can be, and quoted where a shell would take it apart. */
function inShell(path: string): string {
  const inside = relative(COMMAND_FOLDER, path)
  return shellWord(inside.startsWith('..') || isAbsolute(inside) ? path : inside)
}
