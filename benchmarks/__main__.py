"""`make bench`: one JSON line a figure, each beside the yardstick of the same run."""

import json
import sys

from benchmarks import (
    alike,
    callbacks,
    delivering,
    exporting,
    films,
    handing,
    phone,
    photos,
    posting,
    progress,
    queue,
    reminding,
    uploads,
    urging,
)

PARTS = {
    "alike": alike.figures,
    "callbacks": callbacks.figures,
    "delivering": delivering.figures,
    "exporting": exporting.figures,
    "films": films.figures,
    "handing": handing.figures,
    "phone": phone.figures,
    "photos": photos.figures,
    "posting": posting.figures,
    "progress": progress.figures,
    "queue": queue.figures,
    "reminding": reminding.figures,
    "uploads": uploads.figures,
    "urging": urging.figures,
}


def main(wanted: list[str]) -> None:
    """All parts, or those named."""
    for name, figures in PARTS.items():
        if not wanted or name in wanted:
            for figure in figures():
                print(json.dumps(figure, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
