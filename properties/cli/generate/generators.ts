/**
 * The generators: the list of all families of generated files. `npm run generate`, its `--check` and the tests go
 * through it. Whoever adds a generated page adds a line here.
 */
import { allMutants } from '#impl';
import { protocolSchema, scenarioSchema, tracelogSchema } from '#spec';
import { readBaseline } from '../../mutationTesting/baseline.ts';
import { formatMutantsPage } from '../../mutationTesting/resultTable.ts';
import { formatStrykerPage } from '../../mutationTesting/stryker/page.ts';
import { readScores } from '../../mutationTesting/stryker/scores.ts';
import { formatGlossaryPage } from '../../protocol/glossaryPage.ts';
import { formatInputsPage } from '../../protocol/inputsPage.ts';
import { formatProfilesPage } from '../../protocol/profilesPage.ts';
import { formatProtocolPage } from '../../protocol/protocolPage.ts';
import { formatSituationsPage } from '../../protocol/situationsPage.ts';
import { formatSpecPage } from '../../protocol/specPage.ts';
import { renderCorpus } from './corpusDocuments.ts';
import { RECORDINGS, renderFindings } from './findingsXcraft.ts';
import type { Generator } from './generator.ts';
import { formatJson, readRepositoryFile } from './generator.ts';
import { renderQuickstart } from './quickstartTables.ts';
import { renderReadmePicture } from './readmePicture.ts';
import { renderTranscripts } from './transcripts.ts';

/** The generators, in the order in which their files are written. */
export const generators: readonly Generator[] = [
  {
    name: 'schemas',
    writes: 'docs/*.schema.json',
    madeFrom: 'the schemas of spec/',
    render: async () =>
      new Map([
        ['docs/scenario.schema.json', formatJson(scenarioSchema())],
        ['docs/tracelog.schema.json', formatJson(tracelogSchema())],
        ['docs/protocol.schema.json', formatJson(protocolSchema())],
      ]),
  },
  {
    name: 'spec',
    writes: 'docs/SPEC.md',
    madeFrom: 'spec/ and properties/protocol/lawProse.ts, by properties/protocol/specPage.ts',
    render: async () => new Map([['docs/SPEC.md', `${formatSpecPage()}\n`]]),
  },
  {
    name: 'glossary',
    writes: 'docs/glossary.md',
    madeFrom: 'spec/glossary.ts',
    render: async () => new Map([['docs/glossary.md', `${formatGlossaryPage()}\n`]]),
  },
  {
    name: 'protocol',
    writes: 'docs/PROTOCOL.md',
    madeFrom: 'spec/ by properties/protocol/protocolPage.ts',
    render: async () => new Map([['docs/PROTOCOL.md', `${formatProtocolPage()}\n`]]),
  },
  {
    name: 'inputs',
    writes: 'docs/inputs.md',
    madeFrom: 'the scenes of properties/protocol/inputs/, run on the model',
    render: async () => new Map([['docs/inputs.md', formatInputsPage()]]),
  },
  {
    name: 'profiles',
    writes: 'docs/profiles.md',
    madeFrom: 'properties/verdict/profiles.ts, by properties/protocol/profilesPage.ts',
    render: async () => new Map([['docs/profiles.md', formatProfilesPage()]]),
  },
  {
    name: 'situations',
    writes: 'docs/situations.md',
    madeFrom: 'properties/scenario/situations/, by properties/protocol/situationsPage.ts',
    render: async () => new Map([['docs/situations.md', formatSituationsPage()]]),
  },
  {
    name: 'transcripts',
    writes: 'docs/transcripts/',
    madeFrom: 'our router, by properties/cli/generate/transcripts.ts',
    render: renderTranscripts,
  },
  {
    name: 'corpus',
    writes: 'properties/corpus/clauses/',
    madeFrom: 'the model and the audience law; a difference is a change of what a clause means',
    render: renderCorpus,
  },
  {
    name: 'mutants',
    writes: 'docs/mutants.md',
    madeFrom:
      'impl/mutants/ and properties/mutationTesting/baseline.json; `npx partyline mutants --update` hunts them anew',
    render: async () => {
      const { mutants } = readBaseline(
        readRepositoryFile('properties/mutationTesting/baseline.json'),
      );
      return new Map([['docs/mutants.md', formatMutantsPage(allMutants, mutants)]]);
    },
  },
  {
    name: 'stryker',
    writes: 'docs/stryker.md',
    madeFrom:
      'properties/mutationTesting/stryker/; `npm run stryker` and `npm run stryker:scores` write its scores anew',
    render: async () => {
      const read = (name: string) =>
        readRepositoryFile(`properties/mutationTesting/stryker/${name}`);
      return new Map([
        [
          'docs/stryker.md',
          formatStrykerPage(
            read('introduction.md'),
            readScores(read('scores.json')),
            JSON.parse(read('reasons.json')),
          ),
        ],
      ]);
    },
  },
  {
    name: 'findings',
    writes: 'docs/findings-xcraft.md (its diagrams)',
    madeFrom: `docs/findings-xcraft/ and ${RECORDINGS}; "npm run findings" asks the published router again`,
    render: renderFindings,
  },
  {
    name: 'quickstart',
    writes: 'docs/quickstart.md (its verdicts)',
    madeFrom: 'the clauses, and the features that examples/router.py declares',
    render: renderQuickstart,
  },
  {
    name: 'picture',
    writes: 'docs/finding.svg',
    madeFrom: `${RECORDINGS}, by the parts of the report page`,
    render: renderReadmePicture,
  },
];
