/**
 * Recorded networks: records what a network answers in a run, step by step, and plays it back as a network. So a run of
 * the published router can be judged and drawn anew where that router is not installed.
 */

import type { Network, NetworkKind, NodeToken, Observation, Table } from '#spec';
import { stepName } from '../../wording/steps.ts';

/** The steps of one run. A step that ended in an error has only the error. */
export type NetworkRecording = readonly RecordedStep[];

interface RecordedStep {
  readonly observed?: readonly Observation[];
  /** The tables that have changed since the step before. */
  readonly tables?: readonly Table[];
  readonly error?: string;
}

/** Returns the kind with recording: each run adds its recording to `recordings` when it begins. */
export function recordingKind(kind: NetworkKind, recordings: NetworkRecording[]): NetworkKind {
  return {
    ...kind,
    async create(topology, plan) {
      const network = await kind.create(topology, plan);
      const steps: RecordedStep[] = [];
      recordings.push(steps);
      const lastTables = new Map<NodeToken, string>();
      return {
        async apply(step, index) {
          try {
            const observed = await network.apply(step, index);
            steps[index] = { observed };
            if (!network.table) return observed;
            const tables: Table[] = [];
            for (const { token } of topology.nodes) {
              const table = await network.table(token);
              const text = JSON.stringify(table);
              if (lastTables.get(token) !== text) tables.push(table);
              lastTables.set(token, text);
            }
            if (tables.length > 0) steps[index] = { observed, tables };
            return observed;
          } catch (error) {
            steps[index] = { error: error instanceof Error ? error.message : String(error) };
            throw error;
          }
        },
        ...(network.table ? { table: (node) => (network.table as Tables)(node) } : {}),
        close: () => network.close(),
      } satisfies Network;
    },
  };
}

type Tables = NonNullable<Network['table']>;

/**
 * Returns a kind whose runs answer as the recorded ones did, in the same order. It throws if more is asked than was
 * recorded.
 */
export function replayingKind(
  about: Omit<NetworkKind, 'create' | 'told'>,
  recordings: readonly NetworkRecording[],
): NetworkKind {
  let runCount = 0;
  return {
    ...about,
    create() {
      const steps = recordings[runCount++];
      if (!steps) throw new Error('the recording is of fewer runs; record it anew');
      const tables = new Map<NodeToken, Table>();
      return {
        apply(_step, index) {
          const step = steps[index];
          if (!step)
            throw new Error(`the recording ends before ${stepName(index)}; record it anew`);
          if (step.error !== undefined) throw new Error(step.error);
          for (const table of step.tables ?? []) tables.set(table.node, table);
          return step.observed ?? [];
        },
        table(node) {
          const table = tables.get(node);
          if (!table) throw new Error(`the recording has no table of ${node}; record it anew`);
          return table;
        },
        close: () => {},
      };
    },
  };
}
