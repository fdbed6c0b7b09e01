import { mutantsOf } from './mutant.ts'

export const CONTROL_MUTANTS = [
  ...mutantsOf(
    'core/control/capture.ts',
    ['core/control/capture.test.ts', 'core/control/capture-bounds.test.ts'],
    [
      [
        'bodies that come late take any room',
        ['        bytes += more\n        makeRoom()\n', '        bytes += more\n'],
      ],
      ['what is kept does not count', ['bytes += size\n', '']],
      ['made-up callers are not counted', ['counts.set(counted,', 'if (counted === name) counts.set(counted,']],
      ['any value of a body is shown', ['SHOWN.has(name) ? keptValue', 'true ? keptValue']],
      ['a token where none belongs is shown', ["typeof value === 'string' ? redact(value) : value", 'value']],
    ],
  ),
  ...mutantsOf(
    'core/control/fault-rules.ts',
    ['core/control/fault-rules.test.ts'],
    [
      ['a fault takes the place of another one with its id', ['if (faults.has(id))', 'if (faults.size < 0)']],
      ['there may be any number of faults', ['if (faults.size >= MAX_RULES)', 'if (faults.size < 0)']],
      ['a fault of all routes is one of the certificate', ["(on === '*' && question.on !== TLS)", "on === '*'"]],
      ['a request that came before counts as met', ['if (fault.seen <= after) return false', '']],
    ],
  ),
  ...mutantsOf(
    'core/control/allow-control.ts',
    ['core/control/allow-control.test.ts', 'tests/control-guards.test.ts'],
    [
      ['a wrong token is let in from here', ['(given === undefined || !wanted) && isLocal', 'isLocal']],
      ['CONTROL=off does not take it away', ['if (!isOn) throw', 'if (isOn && !isOn) throw']],
      ['anybody is a program of this machine', ['&& isLocal(request)', '']],
    ],
  ),
  ...mutantsOf(
    'core/control/control-routes.ts',
    ['tests/control-guards.test.ts'],
    [['the plane has no guard', ['handlers: [guard, ...one.handlers]', 'handlers: [...one.handlers]']]],
  ),
  ...mutantsOf(
    'core/control/control.ts',
    ['core/control/control.test.ts', 'tests/control-guards.test.ts'],
    [
      ['a line of the log grows with all that is set', ['set.slice(0, MOST_LOGGED)', 'set']],
      ['requests are captured where the plane is off', ['        if (!isOn) return next()\n', '']],
      ['one that cannot go back keeps the others', ['.catch((failure: unknown) => failures.push(failure))', '']],
    ],
  ),
  ...mutantsOf(
    'core/control/control.ts',
    ['tests/control-variants.test.ts'],
    [['a trouble of the factory is one of everybody', ['name === undefined || !published', 'name === undefined']]],
  ),
  ...mutantsOf(
    'core/control/controlled-clock.ts',
    ['core/control/controlled-clock.test.ts'],
    [
      ['an advance that waited goes on after a reset', ['if (isOver()) return', 'if (resets < 0) return']],
      [
        'an advance at work does not hear of a reset',
        ['runThrough(by, jump, isOver)', 'runThrough(by, jump, () => false)'],
      ],
    ],
  ),
  ...mutantsOf(
    'core/control/inject.ts',
    ['core/control/inject.test.ts', 'core/control/rewrite-answer.test.ts'],
    [
      [
        'JSON has its own content type only',
        ['body === undefined ? {} : body, typeOf(response))', 'body === undefined ? {} : body)'],
      ],
      ['a text keeps its type', ["type.startsWith('text/') ?", "type.startsWith('text/?') ?"]],
    ],
  ),
  ...mutantsOf(
    'core/control/move-clock.ts',
    ['core/control/move-clock.test.ts'],
    [['steps lead out of what can be written', ['if (!isWritable(now +', 'if (false && !isWritable(now +']]],
  ),
  ...mutantsOf(
    'core/store/layered-store.ts',
    ['core/store/layered-store.test.ts'],
    [
      [
        'of several who add, several win',
        ['return over.add(space, key, text, expiresAt)', 'return (await over.set(space, key, text, expiresAt), true)'],
      ],
      ['what is over shows what lies below', ['hides ? undefined : after.expiresAt', 'after.expiresAt']],
      ['a layer grows for ever', ['hides ? undefined : after.expiresAt', 'undefined']],
    ],
  ),
  ...mutantsOf(
    'core/store/layered-time.ts',
    ['core/store/layered-time.test.ts'],
    [
      [
        'a clock that went back stays believed',
        ['layer.isOn ? onTop()() : below()', 'below()'],
        ['sureTime(machine)', 'sureTime(clock)'],
      ],
    ],
  ),
  ...mutantsOf(
    'core/rings/ring-changes.ts',
    ['core/rings/layered-rings.test.ts'],
    [['a ring names a key that was dropped', [' || vault.isKept?.(key) === false', '']]],
  ),
  ...mutantsOf(
    'core/rings/rotation.ts',
    ['core/rings/next-move.test.ts'],
    [
      [
        'the hint does not know the sure time',
        ['forgottenAt(entry, policy) - sureNow)', 'forgottenAt(entry, policy) - now)'],
      ],
    ],
  ),
  ...mutantsOf(
    'jwt-factory/start.ts',
    ['tests/control-reset.test.ts'],
    [
      ['a store is closed by a clock that was moved', ['control.clock.reset() //', '//']],
      ['rings stay as they were on the other clock', ['control.onReset(rings.tick)\n', '']],
      [
        'what is made on a moved clock stays',
        ['isRedis(config) ? opened : createLayeredStore(opened, layer, clock)', 'opened'],
      ],
    ],
  ),
  ...mutantsOf(
    'apps/service/service.ts',
    ['tests/control-keys.test.ts'],
    [['a service keeps its keys through a reset', ['    verifiers = open() //', '    //']]],
  ),
  ...mutantsOf(
    'apps/service/verifiers/keys-of-play.ts',
    ['apps/service/verifiers/keys-of-play.test.ts'],
    [['each play that somebody makes up has keys of its own', ['if (!oldest || now', 'if (!oldest || 0 * now']]],
  ),
  ...mutantsOf(
    'core/http/app.ts',
    ['tests/control-guards.test.ts'],
    [['a stranger brings trouble where the plane is off', ['machine, control.isOn)', 'machine, true)']]],
  ),
  ...mutantsOf(
    'core/http/listen.ts',
    ['tests/control-keys.test.ts'],
    [['who is connected does not meet another certificate', ["      endThose(connections, 'tls')\n", '']]],
  ),
  ...mutantsOf(
    'jwt-factory/control/client-changes.ts',
    ['jwt-factory/control/client-changes.test.ts'],
    [
      ['any number of clients is changed', ['changed.size >= MAX_CHANGES', 'changed.size < 0']],
      ['changed clients stay', ['    clients.clear()\n', '']],
    ],
  ),
  ...mutantsOf(
    'jwt-factory/control/sign-anything.ts',
    ['jwt-factory/control/sign-anything.test.ts'],
    [
      [
        'a key signs in whichever way it can',
        ['if (!isFor(key, kind, algorithm))', 'if (!isFor(key, kind, algorithm) && !key)'],
      ],
    ],
  ),
]
