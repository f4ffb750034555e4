#!/usr/bin/env python3
"""Sends notices to a real mail server (aiosmtpd) and a real receiver that checks with the reference libraries (standardwebhooks, cloudevents).

Usage: test-notices.py FOLDER-OF-BINARIES. Makes an environment of its own in .build-notices; prints "N passed, N failed".
"""
import json, os, pathlib, shutil, ssl, subprocess, sys, tempfile, threading, venv

ROOT = pathlib.Path(__file__).resolve().parents[2]
PLACE = ROOT / ".build-notices"
PACKAGES = ["aiosmtpd==1.4.6", "standardwebhooks==1.1.0", "cloudevents==1.12.0"]

if "--inside" not in sys.argv:
    python = PLACE / "bin" / "python"
    try:
        if not python.exists():
            venv.create(PLACE, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "-q", *PACKAGES], check=True)
    except Exception as error:
        print(f"skipped: no environment with {', '.join(PACKAGES)} could be made: {error}")
        print("0 passed, 0 failed, 1 skipped")
        sys.exit(0)
    os.execv(python, [str(python), __file__, *sys.argv[1:], "--inside"])

from email import message_from_bytes
from email.policy import default
from http.server import BaseHTTPRequestHandler, HTTPServer

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult
from cloudevents.http import from_http
from standardwebhooks.webhooks import Webhook

BINARIES = pathlib.Path(sys.argv[1]).resolve()
WORK = pathlib.Path(tempfile.mkdtemp(prefix="duban-notices."))
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
TEMPLATE = """subject: {zh: "办件 {{case.number}} 已办结", en: "Case {{case.number}} is done"}
text: {zh: "{{applicant.name}}：请来领取。", en: "{{applicant.name}}: please collect it."}
"""
DATA = {"case": {"number": "CERT-2026-0001"}, "applicant": {"name": "李娜", "email": "li.na@example.org", "phone": "13800138000"}}
passed = failed = 0


def check(name, fact, seen=""):
    global passed, failed
    passed, failed = passed + bool(fact), failed + (not fact)
    print(("✓" if fact else "✗"), name, "" if fact else f"— {seen}")


def write(name, text, mode=0o644):
    path = WORK / name
    path.write_text(text)
    path.chmod(mode)
    return path


class Keeper:
    def __init__(self):
        self.messages, self.refuse = [], None

    async def handle_DATA(self, server, session, envelope):
        if self.refuse:
            return self.refuse
        self.messages.append((envelope, session.ssl is not None, session.authenticated))
        return "250 kept"


def authenticate(server, session, envelope, mechanism, login):
    return AuthResult(success=(login.login, login.password) == (b"duban", b"hush"), handled=False)


certificate, key = WORK / "certificate.pem", WORK / "key.pem"
subprocess.run(
    ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext",
     "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", key, "-out", certificate], check=True, capture_output=True)
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(certificate, key)
keeper = Keeper()


class Implicit(Controller):
    def factory(self):
        return SMTP(self.handler, authenticator=authenticate, auth_require_tls=False, auth_required=True)


class StartTLS(Controller):
    def factory(self):
        return SMTP(self.handler, authenticator=authenticate, tls_context=context, require_starttls=True, auth_required=True)


def free():
    import socket
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


implicit = Implicit(keeper, hostname="127.0.0.1", port=free(), ssl_context=context)
starttls = StartTLS(keeper, hostname="127.0.0.1", port=free())
implicit.start()
starttls.start()


class Receiver(BaseHTTPRequestHandler):
    seen, status = [], 204

    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        headers = {name.lower(): value for name, value in self.headers.items()}
        Receiver.seen.append((headers, body))
        self.send_response(Receiver.status)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *words):
        pass


https = HTTPServer(("127.0.0.1", free()), Receiver)
https.socket = context.wrap_socket(https.socket, server_side=True)
threading.Thread(target=https.serve_forever, daemon=True).start()

write("smtp-password", "hush\n")
write("webhook-secret", SECRET + "\n")


def manifest(security, port):
    """A manifest as the daemon has it: confined, with the network, its secrets as credentials."""
    write("notices.yaml", f"""source: urn:duban:test
email: {{server: localhost, port: {port}, security: {security}, user: duban, password: smtp-password, from: Hall <hall@example.org>, authority: {certificate}, timeout: 20}}
webhooks:
  county: {{url: "https://localhost:{https.server_port}/hook", secrets: [webhook-secret], authority: {certificate}}}
""")
    return write("manifest.yaml", f"""plugin: notices
run: {BINARIES}/duban-plugin-notices
actions: [email, webhook]
grants: {{network: true, read: [{certificate}]}}
credentials: {{notices.yaml: notices.yaml, smtp-password: smtp-password, webhook-secret: webhook-secret}}
""")


def send(path, action, arguments):
    result = subprocess.run(
        [BINARIES / "duban", "plugin", "test", str(path), action, "--data", "-"], input=json.dumps(arguments), capture_output=True, text=True)
    try:
        return json.loads(result.stdout), result
    except ValueError:
        return {}, result


for security, controller in [("tls", implicit), ("starttls", starttls)]:
    keeper.messages.clear()
    path = manifest(security, controller.port)
    answer, result = send(path, "email", {"template": "ready", "source": TEMPLATE, "to": "{{applicant.email}}", "language": "both", "data": DATA})
    check(f"{security}: the message is taken", len(keeper.messages) == 1, result)
    if not keeper.messages:
        continue
    envelope, encrypted, authenticated = keeper.messages[0]
    message = message_from_bytes(envelope.content, policy=default)
    check(f"{security}: encrypted and signed in", encrypted or security == "tls", encrypted)
    check(f"{security}: signed in", authenticated, authenticated)
    check(f"{security}: recipient", envelope.rcpt_tos == ["li.na@example.org"], envelope.rcpt_tos)
    check(f"{security}: subject", message["Subject"] == "办件 CERT-2026-0001 已办结 · Case CERT-2026-0001 is done", message["Subject"])
    check(f"{security}: text", "李娜：请来领取。" in message.get_content() and "please collect it" in message.get_content(), message.get_content())
    check(f"{security}: Message-ID", answer.get("output", {}).get("message_id") == message["Message-ID"], (answer, message["Message-ID"]))
    check(f"{security}: no header is defective", not message.defects and all(not value.defects for value in message.values()), message.defects)
    check(f"{security}: nothing private is told", "li.na" not in result.stderr and "hush" not in result.stderr, result.stderr)

keeper.refuse = "451 4.3.0 later"
answer, result = send(path, "email", {"template": "ready", "source": TEMPLATE, "to": "a@example.org", "data": DATA})
check("a server that says later is tried again", answer.get("failed", {}).get("retry") is True, result)
keeper.refuse = "554 5.7.1 never"
answer, result = send(path, "email", {"template": "ready", "source": TEMPLATE, "to": "a@example.org", "data": DATA})
check("a server that says never is not", answer.get("failed", {}).get("retry") is False, result)
write("smtp-password", "wrong\n")
answer, result = send(path, "email", {"template": "ready", "source": TEMPLATE, "to": "a@example.org", "data": DATA})
check("a wrong password is told as such", answer.get("failed", {}).get("code") == "smtp-login", result)

event = {"endpoint": "county", "type": "org.duban.case.issued", "subject": "CERT-2026-0001", "data": {"kind": "departure", "title": "证件"}}
answer, result = send(path, "webhook", event)
check("the webhook arrives", len(Receiver.seen) == 1, result)
if Receiver.seen:
    headers, body = Receiver.seen[0]
    try:
        Webhook(SECRET).verify(body, headers)
        check("standardwebhooks verifies it", True)
    except Exception as error:
        check("standardwebhooks verifies it", False, repr(error))
    try:
        Webhook(SECRET).verify(body + b" ", headers)
        check("standardwebhooks refuses another body", False)
    except Exception:
        check("standardwebhooks refuses another body", True)
    cloud = from_http(headers, body)
    check("cloudevents reads it", (cloud["type"], cloud["source"], cloud["subject"], cloud.data) ==
          ("org.duban.case.issued", "urn:duban:test", "CERT-2026-0001", {"kind": "departure", "title": "证件"}), cloud)
Receiver.status = 503
answer, result = send(path, "webhook", event)
check("a receiver that is away is tried again", answer.get("failed", {}).get("retry") is True, result)
Receiver.status = 410
answer, result = send(path, "webhook", event)
check("a receiver that is gone is not", answer.get("failed", {}).get("code") == "endpoint-disabled", result)

implicit.stop()
starttls.stop()
https.shutdown()
shutil.rmtree(WORK)
print(f"{passed} passed, {failed} failed")
sys.exit(failed > 0)
