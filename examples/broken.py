#!/usr/bin/env python3
"""router.py with one believable bug: it takes a socket for one orc, so that who leaves takes the others behind it along.

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
