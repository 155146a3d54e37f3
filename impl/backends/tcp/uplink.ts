/**
 * An uplink: a pair to the node above that is dialled anew whenever it ends, after a wait that doubles with each failure.
 * It stands apart because only here does anything try again. The router hears of it as up and down, no more.
 * Whoever owns it may hold it: what stands, stands, but it is not dialled until it is released.
 */
import type { NodeToken } from '#spec';
import type { Cancel } from './clock.ts';
import type { Address, Standing } from './dial.ts';
import { Dial } from './dial.ts';
import type { Setting } from './setting.ts';

export interface UplinkEnds {
  /** False when another uplink leads to this node already: a second pair there would end the first. */
  wanted(node: NodeToken): boolean;
  up(standing: Standing, uplink: Uplink): void;
  event(standing: Standing, event: unknown): void;
  fence(answer: () => void): void;
  down(standing: Standing): void;
}

export class Uplink {
  readonly address: Address;
  readonly #token: string;
  readonly #setting: Setting;
  readonly #ends: UplinkEnds;
  #dial: Dial | null = null;
  #standing: Standing | null = null;
  #failureCount = 0;
  #cancel: Cancel = () => {};
  #wanted = true;
  #held: boolean;
  /** Its wait is over. */
  #due = false;

  constructor(
    address: Address,
    token: string,
    setting: Setting,
    ends: UplinkEnds,
    { held = false }: { readonly held?: boolean } = {},
  ) {
    this.address = address;
    this.#token = token;
    this.#setting = setting;
    this.#ends = ends;
    this.#held = held;
    this.#isDue();
  }

  /** What it leads to; null while it is down. */
  get standing(): Standing | null {
    return this.#standing;
  }

  say(message: unknown): void {
    if (this.#standing) this.#dial?.say(message);
  }

  /** Calls back when all that was said so far was handled above, or the uplink is down. */
  fence(passed: () => void): void {
    if (this.#standing && this.#dial) this.#dial.fence(passed);
    else passed();
  }

  /** Loses one socket, and with it the pair; it will be dialled again. */
  cut(socket: 'command' | 'event' = 'command'): void {
    this.#dial?.cut(socket);
  }

  /** Not dialled from now on, whatever is lost. */
  hold(): void {
    this.#held = true;
  }

  /** Dialled again, once its wait is over. */
  release(): void {
    this.#held = false;
    if (this.#due) this.#isDue();
  }

  close(): void {
    this.#wanted = false;
    this.#due = false;
    this.#cancel();
    this.#dial?.close();
  }

  #isDue(): void {
    this.#due = this.#held;
    if (!this.#due) this.#try();
  }

  #try(): void {
    const caller = { role: 'node', token: this.#token } as const;
    this.#dial = new Dial(this.address, caller, this.#setting, {
      wanted: (node) => this.#isWanted(node),
      up: (standing) => this.#up(standing),
      event: (event) => {
        if (this.#standing) this.#ends.event(this.#standing, event);
      },
      fence: (answer) => this.#ends.fence(answer),
      gone: ({ detail }) => this.#gone(detail),
    });
  }

  #isWanted(node: NodeToken): boolean {
    this.#wanted = this.#ends.wanted(node);
    if (!this.#wanted)
      this.#setting.log(`${this.#named()}: ${node} is an uplink already; once is enough`);
    return this.#wanted;
  }

  #up(standing: Standing): void {
    this.#standing = standing;
    this.#ends.up(standing, this);
    this.#failureCount = 0;
    this.#setting.log(`${this.#named()}: up, below ${standing.node}`);
  }

  #gone(detail: string): void {
    const { clock, limits, random, log } = this.#setting;
    const standing = this.#standing;
    this.#standing = null;
    this.#dial = null;
    if (standing) this.#ends.down(standing);
    if (!this.#wanted) return;
    const delayMs = backOff(this.#failureCount++, limits.retryMs, limits.retryMostMs, random());
    log(`${this.#named()}: down, ${detail}; trying again in ${delayMs} ms`);
    this.#cancel = clock.after(delayMs, () => this.#isDue());
  }

  #named(): string {
    return `uplink ${this.address.host}:${this.address.port}`;
  }
}

/** Between half of the doubled wait and all of it, so that nodes that lost one uplink do not come back as one. */
export function backOff(failureCount: number, firstMs: number, mostMs: number, chance: number) {
  const wholeMs = Math.min(mostMs, firstMs * 2 ** Math.min(failureCount, 30));
  return Math.round(wholeMs * (0.5 + chance / 2));
}
