import { mutantsOf } from './mutant.ts'

const CASES = ['tests/vectors-mesh-cases.test.ts']
const MATCHING = ['core/policy/mesh/matching.test.ts']
const PATHS = ['core/policy/mesh/path-forms.test.ts']
const TREES = ['tests/vectors-mesh-trees.test.ts']
const DECISIONS = ['core/policy/mesh/decider.test.ts']
const LINT = ['core/policy/mesh/lint/lint.test.ts']

/** What the policies of a mesh mean, and what is decided by them. */
export const MESH_MUTANTS = [
  ...mutantsOf('core/policy/mesh/decider.ts', DECISIONS, [
    [
      'a DENY rule that matches is passed over',
      ['if (denying) return', 'if (denying && hasAllow === undefined) return'],
    ],
    [
      'ALLOW policies of a dry run count as if they were in force',
      ['const hasAllow = allowing.some(({ isDryRun }) => !isDryRun)', 'const hasAllow = allowing.length > 0'],
    ],
    ['the silence of an authorizer is an approval', ["external !== 'allow'", "external === 'deny'"]],
    ['with two authorizers one word is enough', ['providers.size > 1', 'providers.size > 2']],
    [
      'where no ALLOW policy matches, the request gets in',
      [
        "const isAllowing = (by: DecidedBy) => by.kind === 'no-allow-policy'",
        "const isAllowing = (by: DecidedBy) => by.kind.startsWith('no-')",
      ],
    ],
  ]),
  ...mutantsOf('core/policy/mesh/compile-rule.ts', DECISIONS, [
    [
      'an ALLOW rule with fields of HTTP is kept for what is no HTTP',
      ["action === 'ALLOW' && odd", "action === 'AUDIT' && odd"],
    ],
    [
      'one condition of an entry is enough',
      [
        'if (!holds(view)) return false\n  return true',
        'if (holds(view)) return true\n  return conditions.length === 0',
      ],
    ],
  ]),
  ...mutantsOf(
    'core/policy/mesh/compile-condition.ts',
    [...MATCHING, ...TREES],
    [
      ['a negation is forgotten', ['isNegated ? (view) => !test(view) : test', 'test']],
      ['hosts are compared with their case', ['compileForm(lowerAscii(value), true)', 'compileForm(value, true)']],
      ['a number matches as a text', ["typeof item === 'string' && fits(item)", 'fits(String(item))']],
      [
        'the service account of a policy is looked for anywhere',
        ['compileServiceAccount(value, namespace)', "compileServiceAccount(value, '')"],
      ],
    ],
  ),
  ...mutantsOf('core/policy/mesh/request-view.ts', MATCHING, [
    ['a subject that is a number makes a user', ["typeof subject === 'string'", 'subject !== undefined']],
    ['a name of a prototype is a claim', ['|| !Object.hasOwn(value, name)', '']],
    ['a scope is one text', ["typeof value === 'string'\n", "typeof value === 'number'\n"]],
  ]),
  ...mutantsOf('core/policy/mesh/normal-path.ts', PATHS, [
    ['a fragment is part of the path', ['/^[^?#]*/', '/^[^?]*/']],
    ['a backslash stays', [".replaceAll('\\\\', '/')", '']],
    ['dots that are encoded stay', [".replace(/%2e/gi, '.')", '']],
    ['only one of many slashes is merged', ['/\\/{2,}/g', '/\\/{2,}/']],
  ]),
  ...mutantsOf(
    'core/policy/mesh/path-template.ts',
    [...MATCHING, ...TREES],
    [
      ['a segment may be empty', ['if (end === at || ', 'if (']],
      ['whatever is between two slashes fits {*}', ['!PATH_CHARACTERS.test(path.slice(at, end))', 'false']],
    ],
  ),
  ...mutantsOf('core/policy/mesh/request-principal.ts', MATCHING, [
    ['it is taken apart at the first slash', ["form.lastIndexOf('/')", "form.indexOf('/')"]],
    [
      'a star behind */ is a pattern',
      ['subject: equals(subject) }\n  }\n  if', 'subject: compileForm(subject) }\n  }\n  if'],
    ],
  ]),
  ...mutantsOf('core/policy/mesh/trust-domains.ts', MATCHING, [
    ['cluster.local is a name like any other', ['domain !== LOCAL_TRUST_DOMAIN && ', '']],
  ]),
  ...mutantsOf(
    'core/policy/mesh/identity-form.ts',
    [...TREES, ...MATCHING],
    [
      ['a service account may begin within a name', ["(at > start + 1 && uri[at - 1] === '/')", 'at > start + 1']],
      ['a slash without more behind it ends a service account', ['&& at + 1 < uri.length', '']],
    ],
  ),
  ...mutantsOf('core/policy/mesh/scope.ts', CASES, [
    ['policies of the root namespace are left out', ['policy.namespace !== rootNamespace', "rootNamespace !== ''"]],
    ['one label is enough', ['.every(([label, value])', '.some(([label, value])']],
  ]),
  ...mutantsOf(
    'core/policy/mesh/read-head.ts',
    ['core/policy/mesh/target-refs.test.ts'],
    [['a target of any group is taken, and the policy is for nobody', ['if (given === own || (', 'if (true || (']]],
  ),
  ...mutantsOf(
    'core/policy/mesh/remote-address.ts',
    ['core/policy/mesh/remote-address.test.ts'],
    [
      ['the first address counts', ['hops.at(-fromTheEnd)', 'hops.at(0)']],
      ['whatever stands there is an address', ['&& parseIp(address) ?', '&& address ?']],
    ],
  ),
  ...mutantsOf(
    'core/policy/mesh/peer-mode.ts',
    ['core/policy/mesh/peer-mode.test.ts'],
    [
      [
        'a policy of the root namespace is for single workloads too',
        ['policy.selector && !isOfMesh(policy)', 'policy.selector'],
      ],
      [
        'an unset mode is the last word',
        ["mode !== undefined && mode !== 'UNSET'", "mode !== undefined && mode !== ('NONE' as MtlsMode)"],
      ],
    ],
  ),
  ...mutantsOf(
    'core/policy/mesh/read-policies.ts',
    ['core/policy/mesh/read-policies.test.ts'],
    [
      [
        'a key that stands twice is no fault',
        ['for (const doubled of document.doubled)', 'for (const doubled of document.doubled.slice(1))'],
      ],
      ['a policy with a fault is one of the policies', ['return isFaulty ? undefined : policy', 'return policy']],
      [
        'two policies may have one name',
        ['if (!before) first.set(name, policy)', 'if (!before || before) first.set(name, policy)'],
      ],
    ],
  ),
  ...mutantsOf('core/policy/mesh/lint/too-wide.ts', LINT, [
    ['a negation beside what it takes from is told too', ['|| own.some(({ isNegated }) => !isNegated)', '']],
  ]),
  ...mutantsOf('core/policy/mesh/lint/tokens.ts', LINT, [
    ['labels are not looked at', ['|| labels[label] === value', '|| true']],
  ]),
  ...mutantsOf(
    'core/policy/mesh/seen.ts',
    ['core/policy/mesh/reasons.test.ts'],
    [
      [
        'a secret header is shown',
        ["attribute.kind === 'header' && isSecret(attribute.name)", "attribute.kind === 'filter'"],
      ],
      ['a text is shown as it is', ['return shownText(', 'return String(']],
    ],
  ),
]
