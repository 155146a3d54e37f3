/**
 * The channel: one socket that carries frames, with its heartbeat, its send limit and its fences. It stands apart because all
 * sockets work alike here, whatever is at their ends and whatever they are for. It must not know pairs, nodes or messages.
 */
import type { Socket } from 'node:net';
import type { Cancel } from './clock.ts';
import { Decoder, encode, fits } from './codec.ts';
import type { Ending } from './ending.ts';
import type { TransportEnvironment } from './environment.ts';
import type { WireFrame } from './wire.ts';
import { readService } from './wire.ts';

export interface ChannelCallbacks {
  /** Called for a frame that the channel does not handle itself. */
  onFrame(frame: unknown): void;
  /** Called for a frame that is nested too deep to be read. Without this callback it ends the channel. */
  onTooDeep?(detail: string): void;
  /**
   * Called when a fence has come: everything sent before the fence has been handled. Call `answer` when everything that followed
   * from it has been handled as well.
   */
  onFence(answer: () => void): void;
  /** Called once, last of all. */
  onEnded(ending: Ending): void;
}

/** At most this many fences may wait for their answer, so that a peer that answers none does not use up memory. */
const MAX_FENCES = 1024;
/** At most this many bytes are collected in one turn of the event loop before they are written. */
const MAX_CORKED_BYTES = 1 << 16;
/** The last frames may take this long to leave before the socket is destroyed. */
const GRACE_MS = 1000;

export class Channel {
  readonly #socket: Socket;
  readonly #environment: TransportEnvironment;
  readonly #decoder: Decoder;
  readonly #label: string;
  readonly #fences = new Map<number, () => void>();
  #callbacks: ChannelCallbacks;
  #nextMark = 0;
  #isOpen = true;
  #hasHeard = true;
  #isCorked = false;
  #missedBeatCount = 0;
  #error: Error | null = null;
  #cancelBeat: Cancel = () => {};

  /** `label`: what the channel is, for the log. `maxBytes`: the longest frame that is accepted. */
  constructor(
    socket: Socket,
    label: string,
    environment: TransportEnvironment,
    callbacks: ChannelCallbacks,
    maxBytes = environment.limits.frameBytes,
  ) {
    this.#socket = socket;
    this.#label = label;
    this.#environment = environment;
    this.#callbacks = callbacks;
    this.#decoder = new Decoder(maxBytes);
    socket.setNoDelay(true);
    socket.on('data', (chunk) => this.#onData(chunk));
    socket.on('error', (error) => {
      this.#error = error;
    });
    const onLost = () =>
      this.end({ kind: 'lost', detail: this.#error?.message ?? 'the other side closed it' });
    socket.on('end', onLost);
    socket.on('close', onLost);
    this.#scheduleBeat();
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Returns the port at the other side, as this side sees it. */
  get remotePort(): number {
    return this.#socket.remotePort ?? 0;
  }

  get localPort(): number {
    return this.#socket.localPort ?? 0;
  }

  /** Returns how many bytes wait in this process until the system takes them. */
  get waitingBytes(): number {
    return this.#socket.writableLength;
  }

  /** Replaces the callbacks, from the next frame on. */
  setCallbacks(callbacks: ChannelCallbacks): void {
    this.#callbacks = callbacks;
  }

  /** Accepts frames of up to the limit of established pairs from now on. */
  acceptLongFrames(): void {
    this.#decoder.maxBytes = this.#environment.limits.frameBytes;
  }

  send(frame: WireFrame): void {
    this.sendBytes(encode(frame));
  }

  /**
   * Sends bytes. If more waits than the send limit allows, the channel ends. A frame that is too long for the peer is not sent.
   */
  sendBytes(bytes: Buffer): void {
    if (!this.#isOpen) return;
    const { frameBytes, queuedBytes } = this.#environment.limits;
    if (!fits(bytes, frameBytes)) {
      this.#environment.logPeer(
        `${this.#label}: not sent, a frame of ${bytes.length} bytes, ${frameBytes} at most`,
      );
      return;
    }
    const queuedCount = this.waitingBytes + bytes.length;
    if (queuedCount > queuedBytes)
      this.end({
        kind: 'overflowed',
        detail: `${queuedCount} bytes wait for it, ${queuedBytes} at most`,
      });
    else {
      this.#cork();
      this.#socket.write(bytes);
      // Flushed early: otherwise bytes that the system would accept would count as waiting.
      if (this.#socket.writableLength >= MAX_CORKED_BYTES) this.#uncork();
    }
  }

  /**
   * Calls back when the peer, and every node to which it passed the fence, have handled everything sent before; or when the
   * channel ends.
   */
  fence(onPassed: () => void): void {
    if (!this.#isOpen || this.#fences.size >= MAX_FENCES) {
      onPassed();
      return;
    }
    const mark = this.#nextMark++;
    this.#fences.set(mark, onPassed);
    this.send({ kind: 'fence', mark });
  }

  /** Stops reading the socket, or reads on. What is unread stays with the system, and then with the peer. */
  setReading(isReading: boolean): void {
    if (isReading) this.#socket.resume();
    else this.#socket.pause();
  }

  /** Ends at once; what is in flight is lost. */
  end(ending: Ending): void {
    if (!this.#markEnded(ending)) return;
    this.#uncork();
    this.#socket.destroy();
    this.#notifyEnded(ending);
  }

  /** Ends after a last frame that tells the peer why. */
  refuse(ending: Ending): void {
    if (!this.#markEnded(ending)) return;
    this.#socket.write(encode({ kind: 'refused', reason: ending.detail } satisfies WireFrame));
    this.#socket.destroySoon();
    const cancelTimeout = this.#environment.clock.schedule(GRACE_MS, () => this.#socket.destroy());
    this.#socket.on('close', cancelTimeout);
    this.#notifyEnded(ending);
  }

  /**
   * Collects everything written in this turn of the event loop into one write, so a burst of events costs one system
   * call per receiver.
   */
  #cork(): void {
    if (this.#isCorked) return;
    this.#isCorked = true;
    this.#socket.cork();
    process.nextTick(() => this.#uncork());
  }

  #uncork(): void {
    if (!this.#isCorked) return;
    this.#isCorked = false;
    this.#socket.uncork();
  }

  #markEnded({ kind, detail }: Ending): boolean {
    if (!this.#isOpen) return false;
    this.#isOpen = false;
    this.#cancelBeat();
    this.#environment.counters[kind]++;
    if (kind !== 'closed' && kind !== 'lost')
      this.#environment.logPeer(`${this.#label}: dropped, ${detail}`);
    return true;
  }

  #notifyEnded(ending: Ending): void {
    this.#callbacks.onEnded(ending);
    const callbacks = [...this.#fences.values()];
    this.#fences.clear();
    for (const passed of callbacks) passed();
  }

  #onData(chunk: Buffer): void {
    this.#hasHeard = true;
    if (!this.#isOpen) return;
    for (const read of this.#decoder.read(chunk)) {
      if (read.kind === 'frame') this.#onFrame(read.frame);
      else if (read.kind === 'refused' && this.#callbacks.onTooDeep)
        this.#callbacks.onTooDeep(read.detail);
      else this.refuse({ kind: 'malformed', detail: read.detail });
      if (!this.#isOpen) return;
    }
  }

  #onFrame(frame: unknown): void {
    const service = readService(frame);
    switch (service?.kind) {
      case undefined:
        this.#callbacks.onFrame(frame);
        return;
      case 'ping':
        return;
      case 'fence':
        this.#callbacks.onFence(() => this.send({ kind: 'fenced', mark: service.mark }));
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

  /** Sends a sign of life at each interval, and counts the intervals in which the peer sent none. */
  #scheduleBeat(): void {
    const { clock, limits } = this.#environment;
    this.#cancelBeat = clock.schedule(limits.beatMs, () => {
      this.#missedBeatCount = this.#hasHeard ? 0 : this.#missedBeatCount + 1;
      this.#hasHeard = false;
      if (this.#missedBeatCount >= limits.silentBeats) {
        const silentMs = limits.beatMs * this.#missedBeatCount;
        this.end({ kind: 'silent', detail: `no sign of life for ${silentMs} ms` });
        return;
      }
      this.send({ kind: 'ping' });
      if (this.#isOpen) this.#scheduleBeat();
    });
  }
}
