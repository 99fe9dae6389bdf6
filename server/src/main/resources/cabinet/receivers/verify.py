import hashlib
import hmac
import os
from http.server import BaseHTTPRequestHandler, HTTPServer

SECRET = os.environ["WEBHOOK_SECRET"].encode()


def is_genuine(request: bytes) -> bool:
    # {"signature":"<64 hex digits>","body":{...}}: what is signed are the bytes of the body
    signature, body = request[14:78], request[87:-1]
    expected = hmac.new(SECRET, body, hashlib.sha256).hexdigest().encode()
    return hmac.compare_digest(expected, signature)


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self):
        request = self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(204 if is_genuine(request) else 403)
        self.end_headers()


if __name__ == "__main__":
    HTTPServer(("", int(os.environ.get("PORT", 3000))), Receiver).serve_forever()
