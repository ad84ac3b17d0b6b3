#!/usr/bin/env python3
"""Who has nothing but the ports reads why an attempt has failed, in their language, and breaks a session of their own."""
import email
import email.policy
import os
import poplib
import subprocess
import time
import unittest

import classroom
import harness
from harness import await_that, postlab
from typist import Typist


class ReportMaildrop(harness.TestCase):
    accounts = False
    import_roster = classroom.Classroom.import_roster
    pass_phrase = classroom.Classroom.pass_phrase
    serve_class = classroom.Classroom.serve_class
    token = classroom.Classroom.token
    ask = classroom.Classroom.ask

    def write_to_desk(self, server, student, subject, text=""):
        desk = f"course+{student}-l02-{self.token(student, 'l02')}@post.example"
        server.send(f"Subject: {subject}\r\n\r\n{text}".encode(), "someone@x.example", [desk])

    def start(self, server, student):
        self.write_to_desk(server, student, "start")
        await_that(lambda: self.ask("SELECT count(*) FROM delivery JOIN mailbox ON mailbox.id = mailbox"
                                    f" WHERE name = '{student}'", "maildrop.db") == 4, "the maildrop is filled")

    def desk(self, server, student):
        return server.pop3(student + "+desk", self.pass_phrase(student))

    def letters(self, server, student):
        client = self.desk(server, student)
        raw = [b"\r\n".join(client.retr(n + 1)[1]) for n in range(client.stat()[0])]
        client.quit()
        return [email.message_from_bytes(one, policy=email.policy.default) for one in raw]

    def test_typed_into_nc_it_tells_at_once_why_an_attempt_has_failed(self):
        self.import_roster(students=2)
        server = self.serve_class()
        self.start(server, "s002")
        person = Typist("nc", server, "pop3")
        person.await_text(r"\+OK ")
        person.say("USER s002", r"(?m)^\+OK .*\n")
        person.say(f"PASS {self.pass_phrase('s002')}", r"(?m)^\+OK .*has 4 messages.*\n")
        for number in 1, 2, 3:
            person.say(f"DELE {number}", rf"(?m)^\+OK message {number} deleted.*\n")
        person.drop()
        began = time.monotonic()
        typed = [("USER s002+desk", r"(?m)^\+OK .*\n"),
                 (f"PASS {self.pass_phrase('s002')}", r"(?m)^\+OK s002\+desk's maildrop has \d messages .*\n"),
                 ("RETR 1", r"(?ms)^    ! Without QUIT nothing is removed\.\r?\n.*C: DELE \d.*^\.\r?\n")]
        with Typist("nc", server, "pop3") as person:
            person.await_text(r"\+OK ")
            for line, answer in typed:
                person.say(line, answer)
            took = time.monotonic() - began
            person.leave()
        print(f"from a failed attempt to its cause: {len(typed)} lines, {took:.1f} s with the typing")
        self.assertLessEqual(len(typed) + 1, 6)
        self.assertLess(took, 5)
        self.assert_stopped_well(server)
        self.assertEqual(server.said(), "")

    def test_each_letter_is_mail_in_the_students_language(self):
        roster = self.directory / "roster.csv"
        roster.write_text("student_id,name,lang\ns001,Ann,en\ns002,Пётр,ru\ns003,小明,zh\n")
        postlab("roster", "import", str(roster), "--labs", str(classroom.LABS), "--data", str(self.data))
        server = self.serve_class()
        for student, words in (("s001", ("The desk", "How far you are: L02", "Letter", "line by line")),
                               ("s002", ("Окошко", "Что уже сделано: L02", "Письма", "строка за строкой")),
                               ("s003", ("柜台", "你做到了哪一步：L02", "信", "逐行讲解"))):
            self.start(server, student)
            client = server.pop3(student, self.pass_phrase(student))
            client.list()
            client.quit()
            first, *others = self.letters(server, student)
            newest = next(letter for letter in others if words[3] in letter["Subject"])
            for letter in first, newest:
                self.assertEqual(letter.defects, [])
                self.assertEqual(letter["From"].addresses[0].display_name, words[0])
                self.assertIsNotNone(letter["Date"].datetime)
                self.assertTrue(letter["Message-ID"].endswith("@post.example>"))
                self.assertEqual(letter.get_content_type() + letter.get_content_charset(), "text/plainutf-8")
            self.assertEqual(first["Subject"], words[1])
            self.assertIn(words[2], first.get_content())
            self.assertIn("C  LIST␍␊", newest.get_content())
        self.assertEqual(self.ask("SELECT count(*) FROM nobodys"), 0)
        self.assert_stopped_well(server)

    def mutt_shows(self, server, student):
        """What mutt makes of all the letters, decoded as it shows them, in a terminal of its own."""
        rc, shown = self.directory / "muttrc", self.directory / f"{student}.txt"
        rc.write_text(f"set folder={self.directory} charset=utf-8 quit=yes pop_authenticators=user ssl_starttls=no ssl_force_tls=no\n"
                      f'set pop_user="{student}+desk" pop_pass="{self.pass_phrase(student)}" pop_delete=no wait_key=no\n'
                      f"set pipe_decode=yes sort=mailbox-order\nignore *\nunignore from: subject:\n"
                      f'push "<tag-pattern>.<enter><tag-prefix><pipe-message>cat > {shown}<enter><quit>"\n')
        subprocess.run(["script", "-qec", f"mutt -n -F {rc} -f pop://127.0.0.1:{server.ports['pop3']}/", "/dev/null"], timeout=60,
                       stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=True,
                       env={**os.environ, "LC_ALL": "C.UTF-8", "TERM": "xterm", "HOME": str(self.directory)})
        return shown.read_text(encoding="utf-8")

    def test_mutt_shows_the_letters_in_each_language(self):
        roster = self.directory / "roster.csv"
        roster.write_text("student_id,name,lang\ns001,Ann,en\ns002,Пётр,ru\ns003,小明,zh\n", encoding="utf-8")
        postlab("roster", "import", str(roster), "--labs", str(classroom.LABS), "--data", str(self.data))
        server = self.serve_class()
        for student, name, words in (("s001", "Ann", ("From: The desk", "Subject: How far you are: L02", "line by line")),
                                     ("s002", "Пётр", ("From: Окошко", "Subject: Что уже сделано: L02", "строка за строкой")),
                                     ("s003", "小明", ("From: 柜台", "Subject: 你做到了哪一步：L02", "逐行讲解"))):
            self.start(server, student)
            client = server.pop3(student, self.pass_phrase(student))
            client.list()
            client.quit()
            shown = self.mutt_shows(server, student)
            for expected in (*words, f"{student}  {name}", "C  LIST␍␊"):
                self.assertIn(expected, shown)
        self.assert_stopped_well(server)

    def test_a_student_breaks_a_session_of_their_own_and_of_nobody_else(self):
        self.import_roster(students=2)
        server = self.serve_class()
        for student in "s001", "s002":
            self.start(server, student)
        self.write_to_desk(server, "s001", "fault", "verb: RETR\r\ncut: after 100\r\n")
        faults = self.data / "faults.jsonl"
        await_that(lambda: '"own"' in faults.read_text(), "the desk arranges it")

        def retrieves(student):
            client = server.pop3(student, self.pass_phrase(student))
            try:
                client.retr(1)
                client.quit()
                return True
            except (poplib.error_proto, ConnectionError):
                return False

        self.assertEqual([retrieves(one) for one in ("s002", "s001", "s002", "s001")], [True, False, True, True])
        self.assertTrue(any("cut after 100 octets; arranged by the student" in letter.get_content()
                            for letter in self.letters(server, "s001")), "the report says who has arranged it")
        self.assert_stopped_well(server)


if __name__ == "__main__":
    unittest.main()
