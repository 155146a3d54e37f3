/**
 * Text and links for the pages of the site. What comes from scenarios and registries is only text here: no name in it can be read
 * as markup by whatever makes HTML of the page.
 */
import { dirname, relative } from 'node:path/posix';
import type { Scenario } from '#spec';
import { fragmentOf } from '../../play/session/address.ts';

/** Writes each character that could mean something in Markdown, HTML or a template as a character reference. */
export const plainText = (text: string): string =>
  text.replace(/[^\p{L}\p{N} .,;@-]/gu, (character) => `&#${character.codePointAt(0)};`);

/** The same for a sentence of the law, whose backticks enclose code. */
export const prose = (text: string): string =>
  text
    .split('`')
    .map((part, at) => (at % 2 === 1 ? `<code>${plainText(part)}</code>` : plainText(part)))
    .join('');

/** Begins a page that is one long table, and has the room beside it as well. */
export const WIDE = '---\naside: false\n---';

/** Begins a page that stands in no order with others. */
export const ALONE = '---\nprev: false\nnext: false\n---';

/** Returns the address of a file of the site, relative to the page that links to it. */
export const addressFrom = (page: string, target: string): string =>
  relative(dirname(page), target) || target;

/** The playground's file in the site. */
export const PLAYGROUND = 'playground.html';

interface Played {
  readonly scenario: Scenario;
  /** How many steps are done at first. Default: all. */
  readonly at?: number;
  /** A router in the playground. Default: ours. */
  readonly router?: string;
}

/**
 * Returns a link that opens the playground with a scenario. It is an element: to the site's generator, a link of Markdown would lead
 * to a page of its own making.
 */
export async function playLink(
  page: string,
  text: string,
  { scenario, at, router }: Played,
): Promise<string> {
  const fragment = await fragmentOf({ scenario, at: at ?? null, router: router ?? null });
  const address = `${addressFrom(page, PLAYGROUND)}${fragment}`;
  return fileLink(address, plainText(text));
}

/** Returns a link to a file that is no page of the site's generator. `text`: Markdown. */
export const fileLink = (address: string, text: string): string =>
  `<a href="${address.replaceAll('&', '&amp;').replaceAll('"', '&quot;')}" target="_self">${text}</a>`;
