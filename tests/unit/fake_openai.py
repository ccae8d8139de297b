"""A server on loopback that speaks the OpenAI chat protocol from a list of prepared replies."""

import json
import re
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


def says(text: str) -> dict[str, Any]:
    """A reply in words."""
    return {"role": "assistant", "content": text}


def calls(name: str, arguments: dict[str, Any] | str) -> dict[str, Any]:
    """A reply that calls a tool; arguments as text are sent as they are, also when they are no JSON."""
    body = arguments if isinstance(arguments, str) else json.dumps(arguments)
    return {
        "role": "assistant",
        "content": None,
        "tool_calls": [{"id": "c1", "type": "function", "function": {"name": name, "arguments": body}}],
    }


class FakeOpenAI:
    """Answers each request with the next reply: a message, a status code, or a number of seconds to wait."""

    def __init__(self, *replies: Any) -> None:
        self.replies = list(replies)
        self.requests: list[dict[str, Any]] = []
        self.headers: list[str] = []
        owner = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                length = int(self.headers["Content-Length"])
                owner.requests.append(json.loads(self.rfile.read(length)))
                owner.headers.append(str(self.headers.get("Authorization")))
                owner._answer(self)

            def log_message(self, *_: Any) -> None:
                return None

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.server.server_address[1]}/v1"

    def __enter__(self) -> "FakeOpenAI":
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()

    def _answer(self, handler: BaseHTTPRequestHandler) -> None:
        reply = self.replies.pop(0) if self.replies else says("I have nothing to add.")
        if isinstance(reply, float):
            time.sleep(reply)
            reply = says("late")
        if isinstance(reply, int):
            self._send(
                handler,
                reply,
                {"error": {"message": "key sk-canary1234567890 is over its limit", "type": "x"}},
            )
            return
        finish = "tool_calls" if reply.get("tool_calls") else "stop"
        usage = {"prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18}
        body = {
            "id": "r",
            "object": "chat.completion",
            "created": 1,
            "model": "fake",
            "choices": [{"index": 0, "message": reply, "finish_reason": finish}],
            "usage": usage,
        }
        if self.requests[-1].get("stream"):
            self._stream(handler, reply, finish, usage)
            return
        self._send(handler, 200, body)

    def _stream(
        self, handler: BaseHTTPRequestHandler, reply: dict[str, Any], finish: str, usage: dict[str, int]
    ) -> None:
        """The reply in pieces, a word each, as server-sent events; the tokens in the last one."""
        calls = [{"index": i, **call} for i, call in enumerate(reply.get("tool_calls") or ())]
        deltas = [{"role": "assistant", "content": ""}]
        deltas += [{"content": part} for part in re.findall(r"\S+\s*|\s+", reply.get("content") or "")]
        deltas += [{"tool_calls": calls}] if calls else []
        head = {"id": "r", "object": "chat.completion.chunk", "created": 1, "model": "fake"}
        events = [{**head, "choices": [{"index": 0, "delta": d, "finish_reason": None}]} for d in deltas]
        events.append({**head, "choices": [{"index": 0, "delta": {}, "finish_reason": finish}]})
        events.append({**head, "choices": [], "usage": usage})
        handler.send_response(200)
        handler.send_header("Content-Type", "text/event-stream")
        handler.end_headers()
        for event in events:
            handler.wfile.write(f"data: {json.dumps(event)}\n\n".encode())
            handler.wfile.flush()
        handler.wfile.write(b"data: [DONE]\n\n")

    def _send(self, handler: BaseHTTPRequestHandler, status: int, body: dict[str, Any]) -> None:
        data = json.dumps(body).encode()
        try:
            handler.send_response(status)
            handler.send_header("Content-Type", "application/json")
            handler.send_header("Content-Length", str(len(data)))
            handler.end_headers()
            handler.wfile.write(data)
        except OSError:
            return  # the client gave up waiting, as the test wants
