"""A signed-in browser of the WSGI application in its own process: no network, no recording as in Django's client."""

import re
import uuid
from importlib import import_module
from io import BytesIO
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.core.servers.basehttp import get_internal_wsgi_application
from django.utils.crypto import get_random_string

FOUND, SEEN_TO = (200,), (302, 303)
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" (?:value="([^"]*)")?')


class Refused(AssertionError):
    """An answer that is not what the operation needs: there is nothing to measure."""


class Answer:
    def __init__(self, status: str, headers: list[tuple[str, str]], body: bytes) -> None:
        self.status, self.headers, self.body = int(status[:3]), dict(headers), body

    @property
    def text(self) -> str:
        return self.body.decode()

    def hidden(self) -> dict[str, str]:
        """Return the page's hidden fields by name."""
        return {name: value for name, value in HIDDEN.findall(self.text)}


class Browser:
    """Holds the cookies of one signed-in user."""

    def __init__(self, user: Any) -> None:
        self.application = get_internal_wsgi_application()
        self.csrf = get_random_string(32)
        session = import_module(settings.SESSION_ENGINE).SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.save()
        self.cookies = {settings.SESSION_COOKIE_NAME: session.session_key, settings.CSRF_COOKIE_NAME: self.csrf}

    def get(self, url: str) -> Answer:
        return self._request("GET", url, b"", "", FOUND)

    def post(
        self, url: str, fields: dict[str, Any], *, file: tuple[str, bytes] | None = None, expect: tuple = SEEN_TO
    ) -> Answer:
        """Send a form; `file` is the name of its file field with the content of an xlsx file."""
        fields = {"csrfmiddlewaretoken": self.csrf} | fields
        if file is None:
            body, kind = urlencode(fields, doseq=True).encode(), "application/x-www-form-urlencoded"
        else:
            body, kind = multipart(fields, *file)
        return self._request("POST", url, body, kind, expect)

    def follow(self, answer: Answer) -> Answer:
        return self.get(answer.headers["Location"])

    def _request(self, method: str, url: str, body: bytes, kind: str, expect: tuple) -> Answer:
        parts, started = urlsplit(url), []
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": parts.path,
            "QUERY_STRING": quote(parts.query, safe="=&%"),
            "SERVER_NAME": "testserver",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_HOST": "testserver",
            "HTTP_COOKIE": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "CONTENT_TYPE": kind,
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": BytesIO(body),
            "wsgi.errors": BytesIO(),
            "wsgi.multithread": False,
            "wsgi.multiprocess": True,
            "wsgi.run_once": False,
        }
        result = self.application(environ, lambda status, headers, exc_info=None: started.append((status, headers)))
        try:
            content = b"".join(result)
        finally:
            result.close()
        answer = Answer(*started[0], content)
        if answer.status not in expect:
            raise Refused(f"{method} {url}: {answer.status} instead of {expect}\n{answer.text[:3000]}")
        return answer


def multipart(fields: dict[str, Any], name: str, content: bytes) -> tuple[bytes, str]:
    """Return a form with one file as a request body, and its content type."""
    boundary = uuid.uuid4().hex
    start = f'--{boundary}\r\nContent-Disposition: form-data; name="'
    parts = [f'{start}{key}"\r\n\r\n{value}\r\n' for key, value in fields.items()]
    head = f'{start}{name}"; filename="roster.xlsx"\r\n'
    head += "Content-Type: application/vnd.openxmlformats-officedocument.spreadsheetml.sheet\r\n\r\n"
    body = "".join(parts).encode() + head.encode() + content + f"\r\n--{boundary}--\r\n".encode()
    return body, f"multipart/form-data; boundary={boundary}"
