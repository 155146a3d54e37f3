/** What a message between nodes tells of its orc, in words. */
import type { Message } from '#spec';

export function messageNews(message: Message): string {
  const { orcName } = message;
  switch (message.kind) {
    case 'command':
      return `${orcName} has joined`;
    case ':conn-line':
      return `${orcName} holds line ${message.lineId}`;
    case ':disconn-line':
      return `${orcName} has given up line ${message.lineId}`;
    case ':delete-route':
      return `${orcName} has left`;
    case ':announce':
      return `${orcName} is behind it`;
    case ':rename':
      return `${orcName} is now called ${message.to}`;
    case ':way':
      return `its way to ${orcName} is now ${message.arp.path?.join(' > ')}`;
    default:
      return message satisfies never;
  }
}
