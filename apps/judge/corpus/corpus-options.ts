import type { OptionOfCommand } from '#core/process/command-line'

/** What `npm run judge` takes for a corpus, besides `--aud`, `--iss` and `--at`. */
export const CORPUS_OPTIONS = {
  corpus: {
    value: 'FILE',
    about: 'writes all named tokens, with the configuration of each system for their key and what it should answer',
  },
  lifetime: { value: 'DURATION', about: 'with --corpus: how long its good tokens live; else 1h' },
  'signing-key': {
    value: 'FILE',
    about:
      'with --corpus: a private key (RSA, in PEM) for several corpora, so that a system stays set up; else a new one',
  },
  force: { about: 'with --corpus: writes over a file that is none' },
  'corpus-check': { value: 'FILE', about: 'sends each token of a corpus to systems that run, and compares' },
  against: {
    value: 'SYSTEM=URL',
    isRepeatable: true,
    about: 'with --corpus-check: where a system is; may appear several times',
  },
  ca: { value: 'FILE', about: 'with --corpus-check: who vouches for certificates of such a system, in PEM' },
} as const satisfies Readonly<Record<string, OptionOfCommand>>
