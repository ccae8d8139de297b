"""Put the drawing library of reports into twin/report/assets.

It is packed once, here, so that every report on every machine holds the same bytes.

npm pack plotly.js-cartesian-dist-min@4.1.1
python scripts/vendor_plotly.py plotly.js-cartesian-dist-min-4.1.1.tgz
"""

import gzip
import hashlib
import json
import sys
import tarfile
from pathlib import Path

NEEDED = ("package.json", "LICENSE", "plotly-cartesian.min.js")
ASSETS = Path(__file__).resolve().parent.parent / "twin" / "report" / "assets"


def main(archive: str) -> None:
    """Copy the library (packed), its licence and a note of origin."""
    with tarfile.open(archive) as packed:
        read = {
            name: packed.extractfile(f"package/{name}")
            for name in ("package.json", "LICENSE", "plotly-cartesian.min.js")
        }
        content = {name: file.read() for name, file in read.items() if file is not None}
    script = content["plotly-cartesian.min.js"]
    (ASSETS / "plotly-cartesian.min.js.gz").write_bytes(gzip.compress(script, compresslevel=9, mtime=0))
    (ASSETS / "plotly-cartesian.LICENSE").write_bytes(content["LICENSE"])
    note = {
        "package": "plotly.js-cartesian-dist-min (npm)",
        "version": json.loads(content["package.json"])["version"],
        "licence": "MIT",
        "sha256": hashlib.sha256(script).hexdigest(),
        "bytes": len(script),
    }
    (ASSETS / "plotly-cartesian.json").write_text(json.dumps(note, indent=1) + "\n", encoding="utf-8")
    print(note)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("Say where the npm archive of plotly.js-cartesian-dist-min is.")
    main(sys.argv[1])
