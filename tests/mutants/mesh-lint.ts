import { mutantsOf } from './mutant.ts'

const LINT = ['apps/mesh/lint/run-lint.test.ts']
const RULES = ['core/policy/mesh/lint/lint.test.ts', 'core/policy/mesh/lint/never-matches.test.ts']
const EXPLAIN = ['core/policy/mesh/explain/explain.test.ts']
const EXPLAIN_COMMAND = ['apps/mesh/explain/run-explain.test.ts']

/** What is said of the policies of a mesh: lint and explain. */
export const MESH_LINT_MUTANTS = [
  ...mutantsOf('core/policy/mesh/lint/authorizers.ts', RULES, [
    ['a policy without rules needs an authorizer', [' && rules.length > 0', '']],
    ['one authorizer is its own rival', ['.filter(({ provider }) => provider !== first?.provider)', '']],
    ['every policy needs an authorizer', ["action === 'CUSTOM' && ", '']],
  ]),
  ...mutantsOf('apps/mesh/lint/lint-files.ts', LINT, [
    [
      'what policies do together is told while one of them is unknown',
      ['faults.length === 0 || !OF_ALL_TOGETHER.has(code)', 'faults.length >= 0'],
    ],
    ['findings stand as they were found', ['(order.get(one.file) ?? 0) - (order.get(other.file) ?? 0) || ', '']],
    [
      'what is no policy is passed over without a word',
      ['...skipped.map(({ kind, ...place }) => ({', '...skipped.slice(99).map(({ kind, ...place }) => ({'],
    ],
  ]),
  ...mutantsOf('apps/mesh/lint/run-lint.ts', LINT, [
    ['a note is a fault', ["severity !== 'note')", "severity !== 'none')"]],
    [
      'a problem is none',
      ["lines.some(({ severity }) => severity !== 'note')", "lines.some(({ severity }) => severity === 'error')"],
    ],
    [
      'the root namespace is the usual one',
      ["typeof rootNamespace === 'string' ? rootNamespace : undefined", 'undefined'],
    ],
    [
      'a file that is named twice is read twice',
      ['of new Map(given.flat().map((each) => [each.given, each])).values()', 'of given.flat()'],
    ],
    [
      'JSON has no advice',
      [
        'json ? `${JSON.stringify(lines, undefined, 2)}\\n`',
        'json ? `${JSON.stringify(lines.map(({ advice: _, ...line }) => line), undefined, 2)}\\n`',
      ],
    ],
  ]),
  ...mutantsOf('core/policy/mesh/lint/never-matches.ts', RULES, [
    [
      'a value and its own negation are none',
      [
        'if (other.isNegated) return wanted.values.every',
        'if (other.isNegated) return wanted.values.length === 0 && wanted.values.every',
      ],
    ],
    ['values of one claim exclude each other', ["!['claim', 'filter', ", "!['filter', "]],
    [
      'a suffix covers whatever ends like it',
      ["return !value.endsWith('*') && value.endsWith(", 'return value.endsWith('],
    ],
    [
      'a policy without rules is fine',
      [
        "rules.length === 0 && (action === 'AUDIT' || action === 'CUSTOM')",
        "rules.length === 0 && action === 'CUSTOM'",
      ],
    ],
  ]),
  ...mutantsOf('core/policy/mesh/lint/never-values.ts', RULES, [
    ['a path needs no slash', ["!value.startsWith('/') && !value.startsWith('*')", "value === ''"]],
    [
      'a namespace may have a slash',
      ["case 'namespace':\n      return value.includes('/')", "case 'namespace':\n      return value.includes('//')"],
    ],
    ['any claim with a space is dead', ["splitAlways(attribute.names) && value.includes(' ')", "value.includes(' ')"]],
  ]),
  ...mutantsOf('core/policy/mesh/lint/too-wide.ts', RULES, [
    [
      'a policy that allows nothing to one workload is a note',
      ["policy.selector ? 'problem' : 'note'", "policy.targetRefs.length > 9 ? 'problem' : 'note'"],
    ],
    ['a condition beside * is none', ['conditions.every(isTrivial))\n', 'conditions.some(isTrivial))\n']],
    ['when is not looked at', ['const conditions = [...source, ...when]', 'const conditions = [...source]']],
    ['a prefix that ends with a slash is loose', ['!/[^/*]\\*$/.test(value)', '!/[^*]\\*$/.test(value)']],
  ]),
  ...mutantsOf('core/policy/mesh/lint/walked-around.ts', RULES, [
    ['negations of DENY keep somebody out', ["isNegated === (policy.action === 'ALLOW') && ", '']],
    [
      'a host with its port is avoided by a port',
      ["value.endsWith('*') || /:\\d+$/.test(value)", "value.endsWith('*')"],
    ],
    [
      'slashes are merged in any mesh',
      [
        "pathNormalization !== 'BASE' || value.startsWith('*')",
        "pathNormalization === 'BASE' || value.startsWith('*')",
      ],
    ],
  ]),
  ...mutantsOf('core/policy/mesh/lint/odd-values.ts', RULES, [
    ['a namespace has stars that are none', ["kind === 'namespace' || (kind", '(kind']],
    ['a number is told of whatever is compared', ["kind !== 'claim' || ", '']],
  ]),
  ...mutantsOf('core/policy/mesh/lint/scopes.ts', RULES, [
    [
      'two for different labels are for the same',
      ['JSON.stringify([namespace, Object.entries(selector).sort()])', 'JSON.stringify([namespace])'],
    ],
    ['any selector is for nobody', ['selector && namespace === mesh.rootNamespace', 'selector']],
  ]),
  ...mutantsOf('core/policy/mesh/explain/explain.ts', EXPLAIN, [
    ['entries are joined by and', ["`either ${clauses.join('; or ')}`", "`either ${clauses.join('; and ')}`"]],
    ['a dry run is one that decides', ['const dry = isDryRun ?', 'const dry = isDryRun && provider ?']],
    ['the root namespace is one of many', ['namespace === rootNamespace ?', "namespace === '' ?"]],
    ['an ALLOW policy without rules never matches', ["action === 'ALLOW'\n", "action === 'DENY'\n"]],
    ['modes of single ports are left out', ['...[...policy.ports].map(', '...[...policy.ports].slice(9).map(']],
  ]),
  ...mutantsOf('core/policy/mesh/explain/say-condition.ts', EXPLAIN, [
    ['a negation is said as what it denies', ['[isNegated ? 1 : 0]', '[0]']],
    ['of several negations one is enough', ["isNegated ? ' and ' : ' or '", "' or '"]],
    ['* is a text', ['const star = values.includes(', 'const star = values.slice(9).includes(']],
    [
      'a prefix is a suffix',
      ['`ends with ${quoted(value.slice(1))}`, `does', '`begins with ${quoted(value.slice(1))}`, `does'],
    ],
  ]),
  ...mutantsOf('core/policy/mesh/explain/say-jwt-rule.ts', EXPLAIN, [
    ['the token is said to go on', ['forwardOriginalToken ? ', '!forwardOriginalToken ? ']],
    ['claims that go on are left out', ['...outputClaimToHeaders.map(', '...outputClaimToHeaders.slice(9).map(']],
    ['keys in the policy are fetched', ['if (jwks !== undefined)', "if (jwks === '')"]],
    ['parameters and cookies are left out', ['...fromParams.map((name)', '...fromParams.slice(9).map((name)']],
  ]),
  ...mutantsOf('apps/mesh/explain/run-explain.ts', EXPLAIN_COMMAND, [
    ['the root namespace is the usual one', ["typeof given === 'string' ? given : ", '']],
    ['remarks are not told', ['for (const remark of remarks)', 'for (const remark of remarks.slice(99))']],
  ]),
]
