/**
 * An uplink: a pair to the node above that is dialled again whenever it ends, after a wait that doubles with each failure. It
 * stands apart because only an uplink tries again; the router is only told when the uplink is up or down. Its owner may hold it:
 * then an open pair stays, but a lost one is not dialled again until `release`.
 */
import type { NodeToken } from '#spec';
import type { Cancel } from './clock.ts';
import type { Address, Caller, PairWelcome } from './dial.ts';
import { Dial } from './dial.ts';
import type { TransportEnvironment } from './environment.ts';

export interface UplinkCallbacks {
  /**
   * Whether to attach to this node. False when another uplink leads there already: a second pair would end the first.
   */
  isWanted(node: NodeToken): boolean;
  onUp(establishedPair: PairWelcome, uplink: UplinkConnection): void;
  onEvent(establishedPair: PairWelcome, event: unknown): void;
  onTooDeep(establishedPair: PairWelcome, detail: string): void;
  onFence(answer: () => void): void;
  onDown(establishedPair: PairWelcome): void;
}

export class UplinkConnection {
  readonly address: Address;
  readonly #caller: Caller;
  readonly #environment: TransportEnvironment;
  readonly #callbacks: UplinkCallbacks;
  #dial: Dial | null = null;
  #establishedPair: PairWelcome | null = null;
  #failureCount = 0;
  #cancelWait: Cancel = () => {};
  #shouldRetry = true;
  #isHeld: boolean;
  /** Whether the back-off has passed. */
  #isWaitOver = false;

  constructor(
    address: Address,
    caller: Caller,
    environment: TransportEnvironment,
    callbacks: UplinkCallbacks,
    { held = false }: { readonly held?: boolean } = {},
  ) {
    this.address = address;
    this.#caller = caller;
    this.#environment = environment;
    this.#callbacks = callbacks;
    this.#isHeld = held;
    this.#onWaitOver();
  }

  /** The pair that the uplink has established; null while it is down. */
  get establishedPair(): PairWelcome | null {
    return this.#establishedPair;
  }

  say(message: unknown): void {
    if (this.#establishedPair) this.#dial?.say(message);
  }

  /** Calls back when the nodes above have handled everything sent before, or the uplink is down. */
  fence(onPassed: () => void): void {
    if (this.#establishedPair && this.#dial) this.#dial.fence(onPassed);
    else onPassed();
  }

  /** Destroys one socket, which ends the pair; it is dialled again later. */
  cut(socket: 'command' | 'event' = 'command'): void {
    this.#dial?.cut(socket);
  }

  /** Stops dialling a lost pair again, from now on. */
  hold(): void {
    this.#isHeld = true;
  }

  /** Allows dialling again, once the back-off has passed. */
  release(): void {
    this.#isHeld = false;
    if (this.#isWaitOver) this.#onWaitOver();
  }

  close(): void {
    this.#shouldRetry = false;
    this.#isWaitOver = false;
    this.#cancelWait();
    this.#dial?.close();
  }

  #onWaitOver(): void {
    this.#isWaitOver = this.#isHeld;
    if (!this.#isWaitOver) this.#dialNode();
  }

  #dialNode(): void {
    this.#dial = new Dial(this.address, this.#caller, this.#environment, {
      isWanted: (node) => this.#checkWanted(node),
      onUp: (establishedPair) => this.#onUp(establishedPair),
      onEvent: (event) => {
        if (this.#establishedPair) this.#callbacks.onEvent(this.#establishedPair, event);
      },
      onTooDeep: (detail) => {
        if (this.#establishedPair) this.#callbacks.onTooDeep(this.#establishedPair, detail);
      },
      onFence: (answer) => this.#callbacks.onFence(answer),
      onGone: ({ detail }) => this.#onGone(detail),
    });
  }

  #checkWanted(node: NodeToken): boolean {
    this.#shouldRetry = this.#callbacks.isWanted(node);
    if (!this.#shouldRetry)
      this.#environment.log(`${this.#describe()}: ${node} is an uplink already; once is enough`);
    return this.#shouldRetry;
  }

  #onUp(establishedPair: PairWelcome): void {
    this.#establishedPair = establishedPair;
    this.#callbacks.onUp(establishedPair, this);
    this.#failureCount = 0;
    this.#environment.log(`${this.#describe()}: up, below ${establishedPair.node}`);
  }

  #onGone(detail: string): void {
    const { clock, limits, random, log } = this.#environment;
    const establishedPair = this.#establishedPair;
    this.#establishedPair = null;
    this.#dial = null;
    if (establishedPair) this.#callbacks.onDown(establishedPair);
    if (!this.#shouldRetry) return;
    const delayMs = backOffMs(this.#failureCount++, limits.retryMs, limits.retryMostMs, random());
    log(`${this.#describe()}: down, ${detail}; trying again in ${delayMs} ms`);
    this.#cancelWait = clock.schedule(delayMs, () => this.#onWaitOver());
  }

  #describe(): string {
    return `uplink ${this.address.host}:${this.address.port}`;
  }
}

/**
 * Returns half to all of the doubled wait, at random, so that nodes that lost the same uplink do not all dial at
 * once.
 */
export function backOffMs(failureCount: number, firstMs: number, mostMs: number, chance: number) {
  const doubledMs = Math.min(mostMs, firstMs * 2 ** Math.min(failureCount, 30));
  return Math.round(doubledMs * (0.5 + chance / 2));
}
