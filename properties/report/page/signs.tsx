/** Signs: correct, missing, surplus or allowed, each with a mark and a word, so that nothing is told by colour alone. */
import type { Verdict } from '../../verdict/verdict.ts';

export const verdictSigns = {
  violated: { mark: '✗', tone: 'bad' },
  crashed: { mark: '✗', tone: 'bad' },
  healed: { mark: '!', tone: 'bad' },
  undecided: { mark: '?', tone: 'warn' },
  expected: { mark: '≈', tone: 'warn' },
  declined: { mark: '–', tone: 'calm' },
  holds: { mark: '✓', tone: 'good' },
} as const satisfies Record<Verdict, { mark: string; tone: string }>;

/** In order of severity, the worst first. */
export const verdictOrder = Object.keys(verdictSigns) as readonly Verdict[];

export function VerdictSign({ verdict, only }: { verdict: Verdict; only?: 'should' | 'must' }) {
  const { mark, tone } = verdictSigns[verdict];
  const softer = verdict === 'violated' && only === 'should' ? 'warn' : tone;
  return (
    <span class={`sign ${softer}`}>
      <span aria-hidden="true">{mark}</span> {verdict}
    </span>
  );
}

export function Sign({ tone, mark, children }: { tone: string; mark: string; children: string }) {
  return (
    <span class={`sign ${tone}`}>
      <span aria-hidden="true">{mark}</span> {children}
    </span>
  );
}
