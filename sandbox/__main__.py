"""`python -m sandbox`: the sandbox alone, threaded; its request lines are not logged, for they carry tokens."""

from werkzeug.serving import WSGIRequestHandler, make_server

from sandbox.app import create_app
from sandbox.settings import load


class _Quiet(WSGIRequestHandler):
    """Says nothing of requests that went well or ill; faults still reach stderr."""

    protocol_version = "HTTP/1.1"  # the page polls: one connection serves many questions

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        return


def main() -> None:
    settings = load()
    app = create_app(settings)
    make_server(
        "127.0.0.1", settings.sandbox_port, app, threaded=True, request_handler=_Quiet
    ).serve_forever()


if __name__ == "__main__":
    main()
