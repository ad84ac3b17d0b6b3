#!/usr/bin/env python3
"""The page under attack: mail goes on meanwhile, memory stays bounded, and afterwards the page is there again."""
import http.client
import resource
import socket
import threading
import unittest

import harness
from harness import PATIENCE, await_that, letter, subject_of

MOST_KIB = 48 * 1024  # of memory more, whatever is asked for: 2,048 connections with what each may keep
_, descriptors = resource.getrlimit(resource.RLIMIT_NOFILE)
resource.setrlimit(resource.RLIMIT_NOFILE, (descriptors, descriptors))


class ThePage(harness.TestCase):
    def setUp(self):
        super().setUp()
        self.server = self.serve(listen=["smtp", "pop3", "web"])
        self.port = self.server.ports["web"]
        self.before = self.server.rss_kib()

    def dial(self):
        line = socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE)
        self.addCleanup(line.close)
        return line

    def page(self):
        """What a browser gets for /: the status."""
        asked = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            asked.request("GET", "/")
            answer = asked.getresponse()
            answer.read()
            return answer.status
        except ConnectionError:
            return None  # turned away before the question was taken
        finally:
            asked.close()

    def assert_mail_goes_on(self):
        self.server.send(letter("meanwhile"))
        self.assertEqual([subject_of(m) for m in self.server.fetch_all(delete=True)], ["meanwhile"])

    def assert_memory_is_bounded(self):
        self.assertLess(self.server.rss_kib() - self.before, MOST_KIB)

    def test_heads_that_come_an_octet_at_a_time(self):
        lines = [self.dial() for _ in range(1000)]
        for octet in b"GET / HTTP/1.1\r\nX: ":
            for line in lines:
                line.send(bytes([octet]))
        self.assert_mail_goes_on()
        self.assertEqual(self.page(), 200)
        self.assert_memory_is_bounded()

    def test_five_thousand_connections(self):
        lines = [self.dial() for _ in range(5000)]
        turned_away = lines[-1]
        turned_away.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        self.assertIn(b" 503 ", turned_away.recv(4096))
        self.assert_mail_goes_on()
        self.assert_memory_is_bounded()
        for line in lines:
            line.close()
        await_that(lambda: self.page() == 200, "the page is there again")

    def test_a_flood_of_forms(self):
        form = b"key=" + b"0" * 60000
        head = (f"POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(form)}\r\n"
                "Content-Type: application/x-www-form-urlencoded\r\n\r\n").encode()
        statuses, over = [], threading.Event()

        def flood():
            while not over.is_set():
                with socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE) as line:
                    line.sendall(head + form)
                    statuses.append(line.recv(4096)[9:12])

        floods = [threading.Thread(target=flood) for _ in range(8)]
        for one in floods:
            one.start()
        for _ in range(5):
            self.assert_mail_goes_on()
            self.assertEqual(self.page(), 200)
        over.set()
        for one in floods:
            one.join()
        self.assertEqual(set(statuses), {b"403"}, "without the page's token")
        self.assert_memory_is_bounded()

    def test_many_questions_on_a_line_whose_answers_nobody_reads(self):
        lines = [self.dial() for _ in range(200)]
        for line in lines:
            line.setblocking(False)
            try:
                for _ in range(100):
                    line.send(b"GET /look.css HTTP/1.1\r\nHost: localhost\r\n\r\n" * 100)
            except BlockingIOError:
                pass
        self.assert_mail_goes_on()
        self.assertEqual(self.page(), 200)
        self.assert_memory_is_bounded()


if __name__ == "__main__":
    unittest.main()
