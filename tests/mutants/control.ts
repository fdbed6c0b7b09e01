import { mutantsOf } from './mutant.ts'

export const CONTROL_MUTANTS = [
  ...mutantsOf(
    'core/control/key-faults.ts',
    ['core/control/inject.test.ts'],
    [['a fault of a key is used up by other key sets', ['.some((key) => isMeant(meant, key))', '.some(() => true)']]],
  ),
  ...mutantsOf(
    'core/control/effect.ts',
    ['core/control/effect.test.ts'],
    [
      [
        'what somebody chose moves a terminal',
        ['shownText(redact(WORDS[first](effect)))', 'redact(WORDS[first](effect))'],
      ],
    ],
  ),
  ...mutantsOf(
    'apps/control/tell.ts',
    ['apps/control/tell.sandbox.test.ts'],
    [['what comes over the wire moves a terminal', ['? shownText(value) : value', '? value : value']]],
  ),
  ...mutantsOf(
    'core/control/caller-name.ts',
    ['core/control/caller-name.test.ts', 'core/control/capture.test.ts'],
    [['a token is the name of a caller', ['redact(product)', 'product']]],
  ),
  ...mutantsOf(
    'core/control/control-plane.ts',
    ['core/control/control-plane.test.ts'],
    [
      ['a service takes a preset of the factory', ['if (!control.isAuthority())', 'if (false)']],
      ['lists of faults show whole bodies', ['effect: shownEffect(rule.effect)', 'effect: rule.effect']],
    ],
  ),
  ...mutantsOf(
    'jwt-factory/factory.ts',
    ['jwt-factory/oauth/proof/authenticate-client.test.ts'],
    [['who guessed is remembered through a reset', ['  control.onReset(guesses.forget)\n', '']]],
  ),
  ...mutantsOf(
    'core/control/fault-rules.ts',
    ['core/control/fault-rules.test.ts'],
    [
      ['a fault takes the place of another one with its id', ['if (faults.has(id))', 'if (faults.size < 0)']],
      ['there may be any number of faults', ['if (faults.size >= MAX_RULES)', 'if (faults.size < 0)']],
      ['faults say as much as they like', ['saidByAll + said > MAX_SAID', 'saidByAll + said < 0']],
      ['what was taken back still counts', ['      saidByAll -= fault.said\n', '']],
      ['a fault of all routes is one of the certificate', ["(on === '*' && question.on !== TLS)", "on === '*'"]],
      ['a request that came before counts as met', ['if (fault.seen <= after) return false', '']],
    ],
  ),
  ...mutantsOf(
    'core/control/fault-waits.ts',
    ['core/control/inject.test.ts'],
    [['who waits does not hear that the fault is over', ["over?.addEventListener('abort', stop)", '']]],
  ),
  ...mutantsOf(
    'core/control/control.ts',
    ['core/control/control.test.ts', 'tests/control-off.sandbox.test.ts'],
    [
      ['a fault is set though all were taken back', ['faults.clearings > clearings', 'faults.clearings < clearings']],
      ['a line of the log grows with all that is set', ['set.slice(0, MOST_LOGGED)', 'set']],
      ['requests are captured where the plane is off', ['        if (!isOn) return next()\n', '']],
    ],
  ),
  ...mutantsOf(
    'core/control/going-back.ts',
    ['core/control/going-back.test.ts'],
    [
      ['one that cannot go back keeps the others', ['failures.push(failure)', 'throw failure']],
      ['what was made on a moved clock stays', ['    generation++\n', '']],
    ],
  ),
  ...mutantsOf(
    'core/control/control.ts',
    ['tests/control-variants.sandbox.test.ts'],
    [['a trouble of the factory is one of everybody', ['name === undefined || !published', 'name === undefined']]],
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
    ['tests/control-reset.sandbox.test.ts'],
    [
      ['a store is closed by a clock that was moved', ['control.clock.reset() //', '//']],
      ['rings stay as they were on the other clock', ['control.onClockBack(rings.tick)\n', '']],
      [
        'what is made on a moved clock stays',
        ['isShared(config) ? opened : createLayeredStore(opened, layer, clock, { machine })', 'opened'],
      ],
    ],
  ),
  ...mutantsOf(
    'apps/service/service.ts',
    ['tests/control-keys.sandbox.test.ts'],
    [['a service keeps its keys through a reset', ['    verifiers = open() //', '    //']]],
  ),
  ...mutantsOf(
    'apps/service/verifiers/keys-of-play.ts',
    ['apps/service/verifiers/keys-of-play.test.ts'],
    [
      ['each play that somebody makes up has keys of its own', ['if (!idle) throw', 'if (false) throw']],
      ['a play that is over keeps its place', ['looking === 0', 'looking < 0']],
      ['the plays of a trace share their keys', ['${traceId} ${alone} ', '${traceId} ']],
    ],
  ),
  ...mutantsOf(
    'apps/service/verifiers/factory-keys.ts',
    ['apps/service/verifiers/keys-of-one.test.ts'],
    [
      [
        'what was answered for one trace is kept for all',
        ['context.trace.alone === undefined', "context.trace.alone !== ''"],
      ],
      ['whose trace it is does not meet the fault', ['own === undefined', 'own !== null']],
    ],
  ),
  ...mutantsOf(
    'apps/service/verifiers/verifiers.ts',
    ['tests/control-traces.sandbox.test.ts'],
    [
      ['keys that are here hide a fault', ['context.trace.alone === undefined ?', 'context ?']],
      ['what discovery said to one trace is kept', ['!kept && !isAlone()', '!kept']],
      ['what discovery said before hides a fault', ['isAlone() || !known', '!known']],
    ],
  ),
  ...mutantsOf(
    'apps/service/stage/stage-oauth.ts',
    ['tests/control-traces.sandbox.test.ts'],
    [['tokens that are here hide a fault', ['isAlone() ? (ofPlay', 'false ? (ofPlay']]],
  ),
  ...mutantsOf(
    'apps/service/routes/play-scenario.ts',
    ['tests/control-traces.sandbox.test.ts'],
    [['the plays of a trace are one', ['context.trace.alone = randomId(8)', "context.trace.alone = '0'.repeat(16)"]]],
  ),
  ...mutantsOf(
    'core/http/peer.ts',
    ['tests/control-traces.sandbox.test.ts'],
    [['nobody hears that a fault is set for its trace', ['!== undefined) shareNothing', '=== null) shareNothing']]],
  ),
  ...mutantsOf(
    'core/http/listen.ts',
    ['tests/control-keys.sandbox.test.ts'],
    [['who is connected does not meet another certificate', ["      endThose(connections, 'tls')\n", '']]],
  ),
]
