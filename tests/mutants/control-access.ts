import { mutantsOf } from './mutant.ts'

export const CONTROL_ACCESS_MUTANTS = [
  ...mutantsOf(
    'core/config/read-config.ts',
    ['core/config/read-config.test.ts'],
    [
      ['a token that is refused is shown', ['_(?:SECRET|TOKEN)$', '_SECRET$']],
      ['a password in an address is shown', [" || text.includes('@')", '']],
    ],
  ),
  ...mutantsOf(
    'core/config/setting.ts',
    ['core/config/setting-bounds.test.ts'],
    [['a token has letters that no header carries', ['/^(?:[\\w.~+/-]+=*)?$/', '/^.*$/']]],
  ),
  ...mutantsOf(
    'core/control/allow-control.ts',
    ['core/control/allow-control.test.ts', 'tests/control-guards.sandbox.test.ts'],
    [
      ['a wrong token is let in from here', ['(!meansOther || !wanted) && isLocal', 'isLocal']],
      ['CONTROL=off does not take it away', ['if (!isOn) throw', 'if (isOn && !isOn) throw']],
      ['anybody is a program of this machine', ['&& isLocal(request)', '']],
      ['pages of others may', ['foreignOrigin(request, NOBODY_ELSE) !== undefined', 'false']],
    ],
  ),
  ...mutantsOf(
    'core/http/mount-routes.ts',
    ['tests/control-guards.sandbox.test.ts'],
    [['a gate is for its own methods alone', ['router.all(path, gate', 'router.get(path, gate']]],
  ),
  ...mutantsOf(
    'core/control/fault-waits.ts',
    ['core/control/fault-waits.test.ts'],
    [
      ['any number may wait because of faults', ["if (waiting >= most) return 'full'", '']],
      ['who has waited counts for ever', ['      waiting--\n', '']],
      ['who is gone already waits', ["if (response.destroyed) return 'gone'", '']],
    ],
  ),
  ...mutantsOf(
    'core/http/local.ts',
    ['core/http/local.test.ts'],
    [
      ['who names nobody is of this machine', ['names.length > 0 && ', '']],
      ['only the header says whom', [', ...authorityOf(request)', '']],
      ['a proxy that speaks HTTP/1.0 is a program of this machine', ["httpVersion !== '1.1' || ", '']],
      ['some proxies are not known as such', ['|envoy|original', '']],
    ],
  ),
  ...mutantsOf(
    'core/control/control-routes.ts',
    ['tests/control-guards.sandbox.test.ts'],
    [['the plane has no guard', ['isControl: true, gate }', 'isControl: true }']]],
  ),
  ...mutantsOf(
    'core/http/app.ts',
    ['tests/control-off.sandbox.test.ts'],
    [['a stranger brings trouble where the plane is off', ['machine, control.isOn)', 'machine, true)']]],
  ),
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
    ],
  ),
  ...mutantsOf(
    'core/control/captured-body.ts',
    ['core/control/capture.test.ts'],
    [
      ['any value of a body is shown', ['SHOWN.has(name) ? keptValue', 'true ? keptValue']],
      ['a token where none belongs is shown', ["typeof value === 'string' ? redact(value) : value", 'value']],
    ],
  ),
  ...mutantsOf(
    'jwt-factory/oauth/request/form.ts',
    ['tests/captured-forms.sandbox.test.ts'],
    [['what a form asks is not captured', ['request.body = form.values', '']]],
  ),
]
