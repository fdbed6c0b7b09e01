import { mutantsOf } from './mutant.ts'

export const COMMAND_MUTANTS = [
  ...mutantsOf(
    'apps/control/tell.ts',
    ['apps/control/refusals.sandbox.test.ts'],
    [
      [
        'each process is moved for the moment at which it hears of it',
        ['{ ...body, at: Math.round(clock.now()) }', '{ ...body }'],
      ],
      ['some clocks are moved, where one cannot be', ['if (fixed.length > 0)', 'if (fixed.length > 9)']],
    ],
  ),
  ...mutantsOf(
    'apps/control/say-refusals.ts',
    ['apps/control/refusals.sandbox.test.ts'],
    [
      [
        'a process that is named and not running is no failure',
        ['replies.length > 0 && !isNamed', 'replies.length > 0'],
      ],
      ['where nobody is running nothing has failed', ['replies.length > 0 && !isNamed', '!isNamed']],
      ['a refusal is no failure', ["kind === 'not running' && isDone", 'isDone']],
    ],
  ),
  ...mutantsOf(
    'core/process/kept-by-npm.ts',
    ['core/process/kept-by-npm.test.ts'],
    [
      ['npm keeps a no in silence', ["if (option.startsWith('no-'))", "if (option === 'no-')"]],
      ['npm keeps a word of short options in silence', ['letters.every(', 'letters.length < 0 && letters.every(']],
    ],
  ),
  ...mutantsOf(
    'apps/control/tell.ts',
    ['apps/control/tell.sandbox.test.ts'],
    [
      ['an id takes back several faults that are not one', ['.size > 1)', '.size > 9)']],
      ['a fault has another id in each process', ['{ id: newFaultId(), ...body }', '{ ...body }']],
    ],
  ),
  ...mutantsOf(
    'apps/sandbox/sandbox-clock.ts',
    ['apps/sandbox/sandbox-clock.test.ts'],
    [
      ['by call, each process is moved for a moment of its own', ['{ ...change, at }', '{ ...change }']],
      ['by call, some clocks are moved where one cannot be', ['if (fixed !== undefined)', "if (fixed === '')"]],
    ],
  ),
  ...mutantsOf(
    'apps/sandbox/sandbox-control.ts',
    ['tests/in-process-control.sandbox.test.ts', 'tests/in-process-faults.sandbox.test.ts'],
    [
      ['a fault that one process cannot have stays in the others', ['  remove()\n  throw', '  throw']],
      [
        'the control plane is off, and can be used by call',
        ['requireControl(control.isOn, OFF_BY_CALL)', 'requireControl(true)'],
      ],
    ],
  ),
  ...mutantsOf(
    'core/control/controlled-clock.ts',
    ['core/control/controlled-clock.test.ts'],
    [
      [
        'the time that goes by while a clock is moved is lost',
        ['was: straight(at - since)', 'was: straight(machine.now()) - since * rate'],
      ],
    ],
  ),
]
