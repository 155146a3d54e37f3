/**
 * The channel: one socket that carries frames, with its heart-beat, its bound and its fences.
 * It stands apart because all sockets do this alike, whoever stands at their ends and whatever they are for.
 * It must not know pairs, nodes or messages.
 */
import type { Socket } from 'node:net';
import type { Cancel } from './clock.ts';
import { Decoder, encode, fits } from './codec.ts';
import type { Ending } from './ending.ts';
import type { Setting } from './setting.ts';
import type { Frame } from './wire.ts';
import { readService } from './wire.ts';

export interface Ears {
  /** A frame came that is not the channel's own business. */
  frame(frame: unknown): void;
  /** A fence came: all before it has been handled. To be answered once what followed from it is handled as well. */
  fence(answer: () => void): void;
  /** Once, the last word. */
  ended(ending: Ending): void;
}

/** Marks that wait for their answer; a peer that answers none must not make them grow. */
const MOST_FENCES = 1024;
/** So many bytes of one turn are held together. */
const MOST_CORKED = 1 << 16;
/** What is written last has so long to leave. */
const GRACE_MS = 1000;

export class Channel {
  readonly #socket: Socket;
  readonly #setting: Setting;
  readonly #decoder: Decoder;
  readonly #label: string;
  readonly #fences = new Map<number, () => void>();
  #ears: Ears;
  #mark = 0;
  #open = true;
  #heard = true;
  #corked = false;
  #missed = 0;
  #error: Error | null = null;
  #cancel: Cancel = () => {};

  /** `label`: what it is, for the log. */
  constructor(socket: Socket, label: string, setting: Setting, ears: Ears) {
    this.#socket = socket;
    this.#label = label;
    this.#setting = setting;
    this.#ears = ears;
    this.#decoder = new Decoder(setting.limits.frameBytes);
    socket.setNoDelay(true);
    socket.on('data', (chunk) => this.#data(chunk));
    socket.on('error', (error) => {
      this.#error = error;
    });
    const lost = () =>
      this.end({ kind: 'lost', detail: this.#error?.message ?? 'the other side closed it' });
    socket.on('end', lost);
    socket.on('close', lost);
    this.#beat();
  }

  get open(): boolean {
    return this.#open;
  }

  /** The port at the other side, as this side sees it. */
  get remotePort(): number {
    return this.#socket.remotePort ?? 0;
  }

  get localPort(): number {
    return this.#socket.localPort ?? 0;
  }

  /** From the next frame on. */
  hear(ears: Ears): void {
    this.#ears = ears;
  }

  send(frame: Frame): void {
    this.post(encode(frame));
  }

  /** Whatever cannot be taken any more is not kept: the bound ends the channel. What the peer would drop us for is not sent. */
  post(bytes: Buffer): void {
    if (!this.#open) return;
    const { frameBytes, queuedBytes } = this.#setting.limits;
    if (!fits(bytes, frameBytes)) {
      this.#setting.log(
        `${this.#label}: not sent, a frame of ${bytes.length} bytes, ${frameBytes} at most`,
      );
      return;
    }
    const queued = this.#socket.writableLength + bytes.length;
    if (queued > queuedBytes)
      this.end({
        kind: 'overflowed',
        detail: `${queued} bytes wait for it, ${queuedBytes} at most`,
      });
    else {
      this.#cork();
      this.#socket.write(bytes);
      // What the system would take is not to count as waiting.
      if (this.#socket.writableLength >= MOST_CORKED) this.#uncork();
    }
  }

  /** Calls back when the peer, and whoever it had to ask, has handled all that was sent before; or when the channel ends. */
  fence(passed: () => void): void {
    if (!this.#open || this.#fences.size >= MOST_FENCES) {
      passed();
      return;
    }
    const mark = this.#mark++;
    this.#fences.set(mark, passed);
    this.send({ kind: 'fence', mark });
  }

  /** Ends at once; what is in flight is lost. */
  end(ending: Ending): void {
    if (!this.#over(ending)) return;
    this.#uncork();
    this.#socket.destroy();
    this.#tell(ending);
  }

  /** Ends with a last word to the peer. */
  refuse(ending: Ending): void {
    if (!this.#over(ending)) return;
    this.#socket.write(encode({ kind: 'refused', reason: ending.detail } satisfies Frame));
    this.#socket.destroySoon();
    const late = this.#setting.clock.after(GRACE_MS, () => this.#socket.destroy());
    this.#socket.on('close', late);
    this.#tell(ending);
  }

  /** All that is written before this turn is over leaves in one write: a burst of events costs one call a receiver. */
  #cork(): void {
    if (this.#corked) return;
    this.#corked = true;
    this.#socket.cork();
    process.nextTick(() => this.#uncork());
  }

  #uncork(): void {
    if (!this.#corked) return;
    this.#corked = false;
    this.#socket.uncork();
  }

  #over({ kind, detail }: Ending): boolean {
    if (!this.#open) return false;
    this.#open = false;
    this.#cancel();
    this.#setting.counters[kind]++;
    if (kind !== 'closed' && kind !== 'lost')
      this.#setting.log(`${this.#label}: dropped, ${detail}`);
    return true;
  }

  #tell(ending: Ending): void {
    this.#ears.ended(ending);
    const waiting = [...this.#fences.values()];
    this.#fences.clear();
    for (const passed of waiting) passed();
  }

  #data(chunk: Buffer): void {
    this.#heard = true;
    if (!this.#open) return;
    for (const read of this.#decoder.read(chunk)) {
      if (read.kind === 'fault') this.refuse({ kind: 'malformed', detail: read.detail });
      else this.#frame(read.frame);
      if (!this.#open) return;
    }
  }

  #frame(frame: unknown): void {
    const service = readService(frame);
    switch (service?.kind) {
      case undefined:
        this.#ears.frame(frame);
        return;
      case 'ping':
        return;
      case 'fence':
        this.#ears.fence(() => this.send({ kind: 'fenced', mark: service.mark }));
        return;
      case 'fenced': {
        const passed = this.#fences.get(service.mark);
        this.#fences.delete(service.mark);
        passed?.();
        return;
      }
      default:
        service satisfies never;
    }
  }

  /** Either side sends a sign of life each beat, and counts the beats without one from the other. */
  #beat(): void {
    const { clock, limits } = this.#setting;
    this.#cancel = clock.after(limits.beatMs, () => {
      this.#missed = this.#heard ? 0 : this.#missed + 1;
      this.#heard = false;
      if (this.#missed >= limits.silentBeats) {
        const silentMs = limits.beatMs * this.#missed;
        this.end({ kind: 'silent', detail: `no sign of life for ${silentMs} ms` });
        return;
      }
      this.send({ kind: 'ping' });
      if (this.#open) this.#beat();
    });
  }
}
