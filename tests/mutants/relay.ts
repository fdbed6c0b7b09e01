import { mutantsOf } from './mutant.ts'

const SERVER = 'apps/relay/server'
const [PIKO_WIRE, STRICT] = ['piko-wire', 'strict-rules'].map((name) => `${SERVER}/${name}.test.ts`) as [string, string] // two of them
const AT_EXPIRY = `${SERVER}/clients-at-expiry.test.ts`
const HOSTILE = [`${SERVER}/hostile.test.ts`, `${SERVER}/lying-agents.test.ts`]

const TUNNEL = 'apps/relay/tunnel'

/** A relay, and whom it lets through to whom. */
export const RELAY_MUTANTS = [
  ...mutantsOf(
    `${SERVER}/upstream-port.ts`,
    [`${SERVER}/lying-agents.test.ts`],
    [['who says nothing listens', ['if (await tunnel.opened) serveEndpoint', 'serveEndpoint']]],
  ),
  ...mutantsOf(
    `${TUNNEL}/alive.ts`,
    [`${TUNNEL}/tunnel-end.test.ts`],
    [
      [
        'a tunnel that is over is asked whether it is there',
        ['if (session.destroyed) return void socket.destroy()', ''],
      ],
    ],
  ),
  ...mutantsOf(
    'core/process/command-line.ts',
    ['core/process/command-line.test.ts'],
    [['a key in PEM is an option', ['|----BEGIN ', '']]],
  ),
  ...mutantsOf(
    'core/http/forward/node-client.ts',
    ['apps/relay/tunnel/dialled.test.ts'],
    [['each rest of a connection leaves a listener', ['    reuse(connection, sent)\n', '']]],
  ),
  ...mutantsOf(
    `${SERVER}/port-access.ts`,
    [STRICT],
    [
      [
        'the header for the relay is tried after Authorization',
        ['return own.length > 0 ?', 'return asked.authorization.length === 0 ?'],
      ],
    ],
  ),
  ...mutantsOf(
    `${SERVER}/port-access.ts`,
    [AT_EXPIRY],
    [['a client always ends with its token', ['outlives || decision.until', 'decision.until']]],
  ),
  ...mutantsOf(
    `${SERVER}/port-access.ts`,
    [PIKO_WIRE],
    [
      ['an agent always ends with its token', ['outlives || decision.until', 'decision.until']],
      ['an end beyond all dates is a bug', [' || decision.until > LAST_MOMENT', '']],
    ],
  ),
  ...mutantsOf(
    `${SERVER}/proxy-port.ts`,
    [STRICT],
    [
      [
        'the service gets the token',
        ["const WITH_AUTHORIZATION = [...OF_THE_RELAY, 'authorization']", 'const WITH_AUTHORIZATION = OF_THE_RELAY'],
      ],
      ['the service loses its own Authorization', ['.length > 0 ? OF_THE_RELAY', '.length > 9 ? OF_THE_RELAY']],
      [
        'the service gets the header of the relay',
        ["const OF_THE_RELAY = ['x-piko-*']", "const OF_THE_RELAY = ['x-piko']"],
      ],
    ],
  ),
  ...mutantsOf(
    `${SERVER}/proxy-port.ts`,
    [PIKO_WIRE],
    [
      ['nobody is told that a request was passed on', ["set: { 'x-piko-forward': 'true' }", 'set: {}']],
      ['a service has all the time that it likes', ['{ headers: timeout, total: timeout }', '{}']],
      [
        'what cannot be reached is told in our words',
        ['if (answer) sendAnswer', 'if (answer && answer.status === 500) sendAnswer'],
      ],
    ],
  ),
  ...mutantsOf(`${SERVER}/pass-tcp.ts`, [AT_EXPIRY], [['a connection outlives its token', ['if (isCut) leave()', '']]]),
  ...mutantsOf(
    `${SERVER}/pass-tcp.ts`,
    [PIKO_WIRE],
    [['a connection of Piko ends with its token', ["config.dialect === 'strict' //", 'true //']]],
  ),
  ...mutantsOf(
    `${SERVER}/upstream-port.ts`,
    [PIKO_WIRE],
    [
      [
        'an agent outlives its token',
        ["log.info(about, 'agent-expired')\n      tunnel.close('now')", "log.info(about, 'agent-expired')"],
      ],
    ],
  ),
  ...mutantsOf(
    `${SERVER}/open-access.ts`,
    [PIKO_WIRE],
    [
      [
        'who names no tenant has the keys of the first',
        [
          "return first.decide(withTenant(asked, 'unknown'), context)",
          'return first.decide(withTenant(asked), context)',
        ],
      ],
    ],
  ),
  ...mutantsOf(
    `${SERVER}/open-access.ts`,
    [STRICT],
    [
      [
        'who may connect may listen',
        ["{ of: listenEndpoint, right: 'listen' }", "{ of: listenEndpoint, right: 'endpoints' }"],
      ],
    ],
  ),
  ...mutantsOf(`${SERVER}/refusals.ts`, HOSTILE, [
    ['a token in the wrong place is shown', ['const safe = redact(name)', 'const safe = name']],
  ]),
  ...mutantsOf(
    `${SERVER}/admin-port.ts`,
    [STRICT],
    [
      [
        'a page of another name is told who listens',
        ['if (more.length === 0 && (isLoopbackName(name) || isIP(name) !== 0))', 'if (more.length === 0)'],
      ],
    ],
  ),
  ...mutantsOf(
    `${SERVER}/admin-port.ts`,
    [PIKO_WIRE],
    [['health needs no token with Piko', ["if (dialect === 'strict' && isProbe)", 'if (isProbe)']]],
  ),
  ...mutantsOf(
    `${SERVER}/proxy-port.ts`,
    [AT_EXPIRY],
    [
      [
        'a web socket outlives its token',
        ["until !== Infinity && dialect === 'strict'", "until !== Infinity && dialect === 'piko'"],
      ],
    ],
  ),
  ...mutantsOf(
    `${SERVER}/connected.ts`,
    [AT_EXPIRY],
    [['who is gone is told to be connected', ['void all.delete(client)', 'void all.has(client)']]],
  ),
  ...mutantsOf(
    `${SERVER}/open-until.ts`,
    [STRICT],
    [
      ['an answer that goes on outlives its token', ['(due = clock.now() < until ? until : due)', '(due = Infinity)']],
      ['what was asked for in time is cut', ['until + patience', 'until']],
    ],
  ),
  ...mutantsOf(
    'apps/relay/keys/port-keys.ts',
    ['apps/relay/config/read-relay-config.test.ts'],
    [['a secret may be short', ['leastSecretBytes(name) <= bytes', 'bytes > 0']]],
  ),
  ...mutantsOf(
    'apps/relay/keys/piko-key-set.ts',
    ['apps/relay/keys/key-sets.test.ts'],
    [
      ['unknown keys are asked for each time', ['lookedForAt = clock.monotonic()', 'lookedForAt = -Infinity']],
      ['the algorithm of a key is any', ['(alg === undefined || alg === name)', 'true']],
    ],
  ),
  ...mutantsOf(
    'apps/relay/config/port-key-faults.ts',
    ['apps/relay/config/read-relay-config.test.ts'],
    [['a strict port may be without keys', ["name !== 'admin')", "name === 'admin')"]]],
  ),
]
