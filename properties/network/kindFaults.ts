/**
 * Offered: whether what somebody hands over is a kind of router at all, in sentences for whoever wrote it. Asked once, before it
 * is driven; what its routers give then is for `shape.ts`.
 */
import * as z from 'zod';
import { featureNames } from '#spec';

const functionShape = z.custom<(...given: never[]) => unknown>(
  (value) => typeof value === 'function',
  'expected a function',
);
const sharedFields = {
  name: z.string().min(1),
  version: z.string().min(1),
  features: z.array(z.enum(featureNames)),
  create: functionShape,
};
const kindShape = z.discriminatedUnion('level', [
  z.looseObject({ level: z.literal('router'), ...sharedFields }),
  z.looseObject({
    level: z.literal('network'),
    quiescence: z.enum(['exact', 'pending', 'fences', 'silence', 'acknowledged']),
    ...sharedFields,
  }),
]);

/** Empty for a kind. */
export function kindFaults(given: unknown): string[] {
  const { error } = kindShape.safeParse(given);
  return (error?.issues ?? []).map(
    ({ path, message }) => `${path.join('.') || 'default export'}: ${message}`,
  );
}
