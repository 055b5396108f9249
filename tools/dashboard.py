"""Serves the dashboard of the alerts to this machine alone, until Ctrl-C, and opens it.

The page needs no server: it can be opened from disk as well.
"""

import argparse
import sys
import webbrowser
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tools.project import PROJECT

PAGE = PROJECT / "data/08_reporting/alert_dashboard.html"


class Reports(SimpleHTTPRequestHandler):
    """Gives out the HTML pages of one folder and of those right below, and nothing else of them."""

    def send_head(self):
        """Refuse what is no such page, and who comes by another name."""
        path = Path(self.translate_path(self.path))
        folder = Path(self.directory).resolve()
        host = self.headers.get("Host", "").rsplit(":", 1)[0]
        if host not in ("127.0.0.1", "localhost") or path.suffix != ".html":
            self.send_error(404)
            return None
        if folder not in path.resolve().parents[:2] or not path.is_file():
            self.send_error(404)
            return None
        return super().send_head()

    def end_headers(self):
        """Have the browser ask again each time: a run makes the page anew."""
        self.send_header("Cache-Control", "no-cache")
        super().end_headers()

    def log_message(self, *args):
        """Keep the terminal quiet."""


def main() -> None:
    """Serve the page."""
    parser = argparse.ArgumentParser(description="Serve the dashboard of the alerts.")
    parser.add_argument("page", nargs="?", type=Path, default=PAGE, help="the HTML file")
    parser.add_argument("--port", type=int, default=0, help="0: any free one")
    parser.add_argument("--no-browser", action="store_true", help="print the address alone")
    given = parser.parse_args()
    if not given.page.is_file():
        sys.exit(
            f"There is no {given.page} yet; make run, or kedro run --pipelines alerting, makes it."
        )
    handler = partial(Reports, directory=str(given.page.resolve().parent))
    with ThreadingHTTPServer(("127.0.0.1", given.port), handler) as server:
        address = f"http://127.0.0.1:{server.server_port}/{given.page.name}"
        print(f"The dashboard is at {address} (Ctrl-C ends it).", flush=True)
        if not given.no_browser:
            webbrowser.open(address)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            print()


if __name__ == "__main__":
    main()
