/**
 * The example in Go conforms, through the pipe as for a user. It is a third derivation of the law beside the model and our router,
 * written from SPEC and PROTOCOL alone, so its agreement says something of these texts too.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { clauses, featureNames, variantFeatures } from '#spec';
import { check } from '../campaign/check.ts';
import { shapes } from '../scenario/topology.ts';
import { compile, requireCompiler } from '../testing/compilers.ts';
import { isThorough } from '../testing/effort.ts';
import { connect } from './connection.ts';
import { processOf } from './pipe.ts';

const example = fileURLToPath(new URL('../../examples/go/', import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), 'partyline-go-'));
afterAll(() => rmSync(scratch, { recursive: true }));

describe.runIf(isThorough)('examples/go', () => {
  it.runIf(requireCompiler('go'))('builds, and holds the whole law at router level', async () => {
    const program = join(scratch, 'router');
    compile(['go', 'build', '-o', program, '.'], example, scratch);
    const bridge = await connect(processOf({ argv: [program], cwd: scratch }), {
      command: program,
      harness: 'test',
    });
    const { features } = bridge.kind;
    const report = await check([bridge.kind], {
      ...{ seed: 'examples', runs: 300, hostile: 2000, shapes, shrink: false, now: () => 0 },
    });
    expect(await bridge.close()).toBeNull();
    expect(report.findings).toEqual([]);
    // What is left: `handlers` is for networks, nobody offers `ways`, the age of routes is in no table, and of two ways that the law
    // allows a router takes one.
    const left = featureNames.filter((name) => !features.includes(name));
    expect(left).toEqual(
      expect.arrayContaining(['handlers', 'ways', 'whole tables', ...variantFeatures]),
    );
    expect(left).toHaveLength(3 + variantFeatures.length);
    for (const { id, verdict } of report.clauses) {
      const isDeclined = clauses[id].needs.some((name) => left.includes(name));
      expect([id, verdict]).toEqual([id, isDeclined ? 'declined' : 'holds']);
    }
  });
});

describe('what README promises of examples/go', () => {
  const sources = readdirSync(example).filter((name) => name.endsWith('.go'));

  it('each file has fewer than 300 lines', () => {
    expect(sources).toContain('main.go');
    for (const name of sources)
      expect(readFileSync(join(example, name), 'utf8').split('\n').length, name).toBeLessThan(300);
  });

  it('takes nothing but the standard library', () => {
    const isOfStandard = /^\s*(import )?"[a-z]+(\/[a-z0-9]+)*"$/;
    for (const name of sources) {
      const [head = ''] = readFileSync(join(example, name), 'utf8').split(
        /^(?:func|type|const|var) /m,
      );
      const imports = head.split('\n').filter((line) => /^[^/]*"/.test(line));
      expect(
        imports.filter((line) => !isOfStandard.test(line)),
        name,
      ).toEqual([]);
    }
    expect(readFileSync(join(example, 'go.mod'), 'utf8')).not.toContain('require');
  });
});
