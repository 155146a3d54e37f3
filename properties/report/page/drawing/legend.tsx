/** The signs of a drawing in words. `children`: what is said of the sockets below the nodes. */
export function Legend({ children }: { children: preact.ComponentChildren }) {
  return (
    <p class="legend quiet">
      ↑ up · ↓ down · • a client · n1 → s1 l1: behind s1, holds line l1 ·{' '}
      <span class="sign bad">− expected, but missing (dashed)</span> ·{' '}
      <span class="sign bad">+ surplus: not expected</span> · ✕ down: a lost uplink · higher nodes
      above, each with its table; {children}
    </p>
  );
}
