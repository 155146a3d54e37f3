/**
 * Validates that a value given by a user is a router kind or a network kind, and explains each mistake to its author. Called
 * once, before anything is run. What a router returns while it runs is checked by `routerShape.ts`.
 */
import * as z from 'zod';
import { carriesShape, featureNames } from '#spec';
import { textOfIssue } from '../wording/nearest.ts';

const functionShape = z.custom<(...given: never[]) => unknown>(
  (value) => typeof value === 'function',
  'expected a function',
);
const sharedFields = {
  name: z.string().min(1),
  version: z.string().min(1),
  features: z.array(z.enum(featureNames)),
  carries: carriesShape.exactOptional(),
  create: functionShape,
};
const kindShape = z.discriminatedUnion('level', [
  z.looseObject({
    level: z.literal('router'),
    ...sharedFields,
    features: sharedFields.features.refine((features) => !features.includes('stall'), {
      error:
        '"stall" is of networks; a router has no clients that could stop reading; leave it out',
    }),
  }),
  z.looseObject({
    level: z.literal('network'),
    quiescence: z.enum(['exact', 'pending', 'fences', 'silence', 'acknowledged']),
    serversPerNode: z.int().min(1).exactOptional(),
    ...sharedFields,
  }),
]);

/** Returns one sentence per fault; empty for a valid kind. */
export function kindFaults(given: unknown): string[] {
  const { error } = kindShape.safeParse(given);
  return (error?.issues ?? []).map(
    (issue) => `${issue.path.join('.') || 'default export'}: ${textOfIssue(issue, given)}`,
  );
}
