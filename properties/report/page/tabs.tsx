/** Tabs: a row of names, of which one is chosen, and below it the panel of the chosen one. */
import type { ComponentChildren } from 'preact';

interface TabsProps<Name extends string> {
  /** What the tabs are of, for a screen reader; also the id of the panel. */
  readonly label: string;
  readonly names: readonly Name[];
  readonly chosen: Name;
  readonly onChoose: (name: Name) => void;
  /** What stands beside the names. */
  readonly beside?: ComponentChildren;
  /** The panel. */
  readonly children: ComponentChildren;
}

export function Tabs<Name extends string>(props: TabsProps<Name>) {
  const { label, names, chosen, onChoose, beside, children } = props;
  const panel = label.toLowerCase();
  const idOf = (name: Name) => `tab-${name.replaceAll(' ', '-')}`;
  return (
    <>
      <div class="bar">
        <div class="tabs" role="tablist" aria-label={label}>
          {names.map((name) => (
            <button
              key={name}
              type="button"
              role="tab"
              id={idOf(name)}
              aria-selected={name === chosen}
              aria-controls={panel}
              onClick={() => onChoose(name)}
            >
              {name}
            </button>
          ))}
        </div>
        {beside}
      </div>
      <div id={panel} role="tabpanel" aria-labelledby={idOf(chosen)}>
        {children}
      </div>
    </>
  );
}
