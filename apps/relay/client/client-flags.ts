import type { OptionOfCommand } from '#core/process/command-line'
import type { GivenFlag } from '../config/relay-flags.ts'

/** An option, and the key of the configuration that it stands for. */
export interface ClientFlag extends OptionOfCommand {
  /** Absent: it is for the command alone. */
  path?: readonly (string | number)[]
}

const tls = (about: string, name: string, value: string): [string, ClientFlag] => [
  `connect.tls.${name}`,
  { about, value, path: ['connect', 'tls', name.replaceAll('-', '_')] },
]

/** What agents and forwards have in common: the flags of Piko, and those for tokens that are renewed. */
export const CLIENT_FLAGS: Readonly<Record<string, ClientFlag>> = {
  config: { about: "the configuration: Piko's own YAML (docs/relay.md)", value: 'FILE', synonym: 'config.path' },
  'config.expand-env': { about: 'puts variables of the environment into it: $NAME' },
  check: { about: 'reads the configuration, says all that is wrong with it, and starts nothing' },
  'connect.url': { about: 'where the relay is', value: 'URL', path: ['connect', 'url'] },
  'connect.token': {
    about: 'the token that it is shown; whoever lists processes reads it, and not that of a file',
    value: 'TOKEN',
    path: ['connect', 'token'],
  },
  'token-command': {
    about: 'a program that says a token, run for each connection and before a token expires, without a shell',
    value: 'COMMAND',
    path: ['connect', 'token_command'],
    synonym: 'connect.token-command',
  },
  'token-command.shell': { about: 'a shell runs it', value: 'true?', path: ['connect', 'token_command_shell'] },
  'token-command.timeout': {
    about: 'how long it may take',
    value: 'DURATION',
    path: ['connect', 'token_command_timeout'],
  },
  'connect.tenant-id': { about: 'for a relay with keys for each tenant', value: 'ID', path: ['connect', 'tenant_id'] },
  'connect.timeout': {
    about: 'how long it is tried for the first time',
    value: 'DURATION',
    path: ['connect', 'timeout'],
  },
  ...Object.fromEntries([
    tls('who is believed to be the relay, in place of the list of the machine', 'root-cas', 'FILE'),
    tls('the certificate that it is shown', 'cert', 'FILE'),
    tls('and its key', 'key', 'FILE'),
    tls('whoever answers is believed to be the relay', 'insecure-skip-verify', 'true?'),
  ]),
  'log.level': {
    about: 'debug, info, warn, error or silent',
    value: 'LEVEL',
    path: ['log', 'level'],
    synonym: 'log-level',
  },
}

/** Those that were given, as keys of the configuration. What follows a switch may be `true` or `false`, as Go's flags have it. */
export function clientFlags(
  options: Readonly<Record<string, string | true>>,
  known: Readonly<Record<string, ClientFlag>>,
): GivenFlag[] {
  return Object.entries(options).flatMap(([name, value]) => {
    const { path, value: kind = '' } = known[name] ?? {}
    if (!path) return []
    const isSwitch = kind.endsWith('?')
    const given = isSwitch && (value === 'true' || value === 'false') ? value === 'true' : value
    return [{ name, path: path.map(String), value: given }]
  })
}
