import { mutantsOf } from './mutant.ts'

const AGENT = ['start-agent', 'agent-end', 'agent-and-relay'].map((name) => `apps/relay/agent/${name}.test.ts`)
const FORWARD = ['apps/relay/forward/start-forward.test.ts']
const TUNNEL = ['tunnel', 'tunnel-end', 'dialled'].map((name) => `apps/relay/tunnel/${name}.test.ts`)
const AGENT_CONFIG = ['apps/relay/agent/read-agent-config.test.ts']
const COMMAND = ['apps/relay/client/run-token-command.process.test.ts']

/** Who connects to a relay: agents and forwards. */
export const RELAY_CLIENT_MUTANTS = [
  ...mutantsOf('apps/relay/agent/start-agent.ts', AGENT, [
    ['a refusal is asked about for ever', ['if (never !== undefined) return never\n', '']],
    ['a relay that drops it at once is not spared', ['? failures + 1 : 0', '? 0 : 0']],
    ['the first time takes as long as it takes', ['if (!isOnTime())', 'if (!isOnTime() && failures < 0)']],
    ['a token is never renewed', ['next = isDue ? await replace(held) : undefined', 'next = undefined']],
    ['the old connection stands beside the new one', ['if (next) held.tunnel.close()\n', '']],
    ['the old connection is cut', ['if (next) held.tunnel.close()', "if (next) held.tunnel.close('now')"]],
    ['at its end it cuts what is open', ["tunnel.close(grace > 0 ? undefined : 'now')", "tunnel.close('now')"]],
    [
      'at its end it waits for what takes for ever',
      ["() => open.forEach(({ tunnel }) => tunnel.close('now'))", '() => {}'],
    ],
  ]),
  ...mutantsOf('apps/relay/agent/connect-agent.ts', AGENT, [
    [
      'the endpoint is a part of the path as it is',
      ['pathBelow(relay, listenPath(endpoint))', "pathBelow(relay, listenPath('') + endpoint)"],
    ],
    [
      'a token that stays the same is renewed',
      ['source.renews ? renewalTime', 'source.take !== undefined ? renewalTime'],
    ],
  ]),
  ...mutantsOf('apps/relay/agent/reach-service.ts', AGENT, [
    [
      'each connection tells that the service is away',
      ['seldom(() => log.warn(', '((tell: () => void) => tell())(() => log.warn('],
    ],
  ]),
  ...mutantsOf('apps/relay/client/why-not-connected.ts', AGENT, [
    ['504 is for good', [', 504]', ']']],
    ['who shows no token is told that it is refused', ['hadToken ? about : without', 'about']],
    ['404 passes', ['PASSING.has(error.status)', 'PASSING.has(error.status) || error.status === 404']],
  ]),
  ...mutantsOf('apps/relay/client/reconnect-pause.ts', AGENT, [
    ['a relay that wants to be left alone is not', ['Math.min(askAgain, LONGEST_ASKED_FOR)', '0']],
    ['pauses do not grow', ['* 2 **', '+ 0 *']],
  ]),
  ...mutantsOf('apps/relay/client/ask-upgrade.ts', AGENT, [
    [
      'any protocol will do',
      ['if (upgrade?.toLowerCase() !== protocol)', "if (upgrade?.toLowerCase() === protocol + '-')"],
    ],
    ['a relay that says nothing is waited for', ['clock.every(patience,', 'clock.every(patience * 10_000,']],
  ]),
  ...mutantsOf('apps/relay/client/upgrade-refused.ts', AGENT, [
    ['problems have no words', ['[error, detail, title]', '[error, detail]']],
  ]),
  ...mutantsOf(
    'apps/relay/client/token-source.ts',
    [...AGENT, ...FORWARD],
    [
      ['a token is renewed when it has expired', ['end - Math.min(BEFORE_END', 'end + Math.min(BEFORE_END']],
      [
        'each connection takes another token',
        ['source.renews && kept && clock.now() < kept.until', 'source.renews && kept && clock.now() < 0'],
      ],
      ['a token that was refused is shown again', ['if (isHeld && kept === held) kept = undefined\n', '']],
      ['the tenant is left out', ["'x-piko-tenant-id': tenant", "'x-tenant': tenant"]],
    ],
  ),
  ...mutantsOf('apps/relay/client/run-token-command.ts', COMMAND, [
    [
      'a shell runs each command',
      [
        'spawn(program, args, { cwd: folder, shell,',
        "spawn([program, ...args].join(' '), { cwd: folder, shell: shell || true,",
      ],
    ],
    ['a command may say as much as it likes', ['if (bytes > LONGEST_TOKEN_OUTPUT)', 'if (bytes > 1e12)']],
    ['a command may take for ever', ['clock.every(timeout,', 'clock.every(timeout * 10_000,']],
    ['what it has started lives on', ['isGroup ? -child.pid : child.pid', 'child.pid']],
    ['its exit code is nothing', ['if (code !== 0)', 'if (code === 1000)']],
    ['whatever it says is a token', ['else if (isTokenText(said))', "else if (said !== '')"]],
  ]),
  ...mutantsOf('apps/relay/client/read-client-config.ts', AGENT_CONFIG, [
    [
      'a key that is unknown is that of an option',
      ["issue.code === 'unrecognized_keys' ? undefined : nameOfKey(issue.path)", 'nameOfKey(issue.path)'],
    ],
  ]),
  ...mutantsOf('apps/relay/client/connect-block.ts', AGENT_CONFIG, [
    [
      'two tokens are one too many for nobody',
      ['if (token && token_command)', 'if (token && token_command && token === token_command)'],
    ],
    [
      'a certificate needs no key',
      ['if ((cert === undefined) !== (key === undefined))', 'if (cert === undefined && key !== undefined)'],
    ],
  ]),
  ...mutantsOf('apps/relay/forward/start-forward.ts', FORWARD, [
    [
      'nobody is told that the port needs no token',
      ['log.warn({ at: place.shown, says,', 'log.debug({ at: place.shown, says,'],
    ],
    ['there is no bound', ['if (clients.size < most)', 'if (clients.size < most * 1000)']],
    ['a refused connection just ends', ['      cut(client)\n', '      client.end()\n']],
    ['a token that was refused is not replaced', ['if (isRefused && !isSecond &&', 'if (isRefused && isSecond &&']],
    [
      'at its end it waits for what takes for ever',
      ['() => clients.forEach((client) => client.destroy())', '() => {}'],
    ],
  ]),
  ...mutantsOf(
    'apps/relay/server/pass-tcp.ts',
    ['apps/relay/agent/agent-tls.test.ts'],
    [['by TLS the end of one is the end of both', ['socket.allowHalfOpen = true', 'socket.allowHalfOpen = false']]],
  ),
  ...mutantsOf(
    'apps/relay/tunnel/join.ts',
    [...FORWARD, ...TUNNEL],
    [
      [
        'what is cut just ends',
        ['if (isTcp) Object.assign(end, { resetAndClosing: true })', 'if (isTcp) Object.assign(end, {})'],
      ],
      ['one that is cut leaves the other', ['void (hasSaidAll(from) || cut(to))', 'void hasSaidAll(from)']],
    ],
  ),
  ...mutantsOf('apps/relay/tunnel/connection.ts', TUNNEL, [
    [
      'a stream that is cut says an end first',
      [
        'this.#stream.destroy(hasEndedWell(this.#stream) ? undefined : new TunnelCut())',
        'if (!hasEndedWell(this.#stream)) this.#stream.close(constants.NGHTTP2_CANCEL)\n    this.#stream.destroy()',
      ],
    ],
  ]),
  ...mutantsOf('apps/relay/tunnel/alive.ts', TUNNEL, [
    ['a tunnel outlives its other end', ['socket.allowHalfOpen = false', 'socket.allowHalfOpen = true']],
  ]),
  ...mutantsOf('apps/relay/tunnel/drain-session.ts', TUNNEL, [
    [
      'what is just being opened is lost',
      ['session.ping(DRAINING, () => {', 'session.close()\n  session.ping(DRAINING, () => {'],
    ],
  ]),
  ...mutantsOf('apps/relay/tunnel/unused-connections.ts', TUNNEL, [
    ['what nobody uses stays', ['if (now - since >= IDLE - LOOK_FOR_UNUSED)', 'if (now - since >= IDLE * 100)']],
    [
      'it ends while it is used',
      ["connection.on('used', () => unused.delete(connection))", "connection.on('used', () => {})"],
    ],
    ['it stays until the tunnel is over', ['for (const connection of unused.keys()) connection.destroy()', '']],
  ]),
]
