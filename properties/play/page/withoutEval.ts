/** Tells zod not to compile its checks: the page's security policy lets no text become code. Imported before everything else. */
import * as z from 'zod';

z.config({ jitless: true });
