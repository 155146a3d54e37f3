#!/usr/bin/env python3
"""router.py with a realistic bug: it treats a socket as one orc, so an orc that leaves takes the others on its socket along.

    npx partyline check --out kept -- python3 examples/broken.py
"""
import router


class Broken(router.Router):
    def delete_route(self, message, pair, orc, own):
        if own and not pair['node']:
            self.keep(lambda route: route is own or route.socket != pair['pair'])
        super().delete_route(message, pair, orc, own)


router.Router = Broken
router.HELLO['name'] = 'broken.py'
router.main()
