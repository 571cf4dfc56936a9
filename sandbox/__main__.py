"""`python -m sandbox`: the sandbox alone, on Flask's own threaded server."""

from sandbox.app import create_app
from sandbox.settings import load


def main() -> None:
    settings = load()
    create_app(settings).run("127.0.0.1", settings.sandbox_port, threaded=True)


if __name__ == "__main__":
    main()
