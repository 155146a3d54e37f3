/** A form for any step: its kind and the fields that the registry of steps gives it. What the law does not allow is said at once. */
import { useState } from 'preact/hooks';
import type { State } from '#model';
import { legal, stepKinds } from '#model';
import type { Scenario, Step, StepField, StepKind } from '#spec';
import { parseScenario, stepRegistry } from '#spec';
import { phraseOfStep } from '../../wording/steps.ts';

interface StepFormProps {
  readonly scenario: Scenario;
  /** The state in which the step comes. */
  readonly state: State;
  /** The step to begin with; default: a publish. */
  readonly initial?: Step;
  /** What the button says. */
  readonly label: string;
  readonly onStep: (step: Step) => void;
}

type Values = Readonly<Record<string, string>>;

const JSON_FIELDS: readonly StepField[] = ['payload', 'frame'];

export function StepForm({ scenario, state, initial, label, onStep }: StepFormProps) {
  const [kind, setKind] = useState<StepKind>(initial?.kind ?? 'publish');
  const [values, setValues] = useState<Values>(() => (initial ? valuesOf(initial) : {}));
  const fields = stepRegistry[kind].fields as readonly StepField[];
  const read = readStep(scenario, kind, withDefaults(scenario, fields, values));
  const fault = typeof read === 'string' ? read : legal(state, read);
  return (
    <form
      class="stepForm"
      onSubmit={(event) => {
        event.preventDefault();
        if (typeof read !== 'string' && fault === null) onStep(read);
      }}
    >
      <label>
        kind{' '}
        <select
          value={kind}
          onChange={({ currentTarget }) => setKind(currentTarget.value as StepKind)}
        >
          {stepKinds.map((each) => (
            <option key={each} value={each}>
              {each}
            </option>
          ))}
        </select>
      </label>
      {fields.map((field) => (
        <Field
          key={field}
          field={field}
          scenario={scenario}
          value={values[field]}
          onValue={(value) => setValues({ ...values, [field]: value })}
        />
      ))}
      <p class={fault === null ? 'quiet' : 'callout warn'}>
        {fault ?? (typeof read === 'string' ? '' : phraseOfStep(read))}
      </p>
      <button type="submit" disabled={fault !== null}>
        {label}
      </button>
    </form>
  );
}

interface FieldProps {
  readonly field: StepField;
  readonly scenario: Scenario;
  readonly value: string | undefined;
  readonly onValue: (value: string) => void;
}

function Field({ field, scenario, value, onValue }: FieldProps) {
  const id = `field-${field}`;
  return (
    <div>
      <label for={id}>{NAMES[field] ?? field}</label>{' '}
      <FieldControl id={id} field={field} scenario={scenario} value={value} onValue={onValue} />
    </div>
  );
}

function FieldControl({
  id,
  field,
  scenario,
  value,
  onValue,
}: FieldProps & { readonly id: string }) {
  const options = optionsOf(scenario, field);
  const change = ({ currentTarget }: { readonly currentTarget: { readonly value: string } }) =>
    onValue(currentTarget.value);
  if (options)
    return (
      <select id={id} value={value ?? options[0]} onChange={change}>
        {options.map((each) => (
          <option key={each} value={each}>
            {each === '' ? 'none' : each}
          </option>
        ))}
      </select>
    );
  if (JSON_FIELDS.includes(field))
    return <textarea id={id} rows={2} value={value ?? ''} placeholder="JSON" onInput={change} />;
  return (
    <input
      id={id}
      type="text"
      value={value ?? DEFAULTS[field] ?? ''}
      maxLength={1024}
      onInput={change}
    />
  );
}

/** Fields whose names say too little. */
const NAMES: Partial<Record<StepField, string>> = {
  pair: 'socket',
  orc: 'client',
  to: 'new name',
  name: 'command',
  forward: 'for the horde',
  throws: 'its handler throws',
  socket: 'lost socket',
};
const DEFAULTS: Partial<Record<StepField, string>> = {
  topic: 'wh::<l1>.changed',
  name: 'job',
};

/** Returns what a field can be, where it is one of a few; null where it is written. */
function optionsOf({ topology }: Scenario, field: StepField): readonly string[] | null {
  const options: Partial<Record<StepField, readonly string[]>> = {
    pair: topology.pairs.map(({ id }) => id),
    node: topology.nodes.map(({ token }) => token),
    below: topology.uplinks.map(({ below }) => below),
    above: topology.uplinks.map(({ above }) => above),
    orc: topology.orcs.map(({ name }) => name),
    forward: ['', ...topology.nodes.map(({ horde }) => horde)],
    throws: ['', 'true'],
    socket: ['command', 'event'],
    bus: ['command', 'event'],
  };
  const list = options[field];
  return list ? [...new Set(list)] : null;
}

function valuesOf(step: Step): Values {
  return Object.fromEntries(
    Object.entries(step).map(([field, value]) => [
      field,
      JSON_FIELDS.includes(field as StepField) ? JSON.stringify(value) : String(value),
    ]),
  );
}

function withDefaults(scenario: Scenario, fields: readonly StepField[], values: Values): Values {
  const pairs = fields.map((field) => {
    const value = values[field] ?? optionsOf(scenario, field)?.[0] ?? DEFAULTS[field] ?? '';
    return [field, value] as const;
  });
  return Object.fromEntries(pairs);
}

/** Reads a step from what was entered; returns a sentence if it is none. */
function readStep(scenario: Scenario, kind: StepKind, values: Values): Step | string {
  const step: Record<string, unknown> = { kind };
  for (const [field, value] of Object.entries(values)) {
    // An empty optional field is left out; an empty one that is needed is refused below.
    if (value === '' && ['payload', 'forward', 'throws'].includes(field)) continue;
    if (field === 'throws') step[field] = true;
    else if (!JSON_FIELDS.includes(field as StepField)) step[field] = value;
    else
      try {
        step[field] = JSON.parse(value);
      } catch {
        return `${NAMES[field as StepField] ?? field}: this is not JSON; a text is written in quotes`;
      }
  }
  const parsed = parseScenario({ ...scenario, steps: [step] });
  return 'steps' in parsed
    ? (parsed.steps[0] as Step)
    : parsed.join('; ').replaceAll('steps.0', 'the step');
}
