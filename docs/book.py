"""Runs the commands of docs/book/ and puts what they print, and the figures they write, beside them.

    cargo build --release && python3 docs/book.py [--check]

A block of `sh` that is followed by a block of `text` is run, and the text replaced; one that is followed by prose is run alone. With `--check` nothing is written, and what would
change is listed: exit status 1 if anything would.
"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
BOOK = ROOT / "docs" / "book"
BLOCK = re.compile(r"```sh\n(?P<command>.*?)```\n(?P<text>\n```text\n.*?```\n)?", re.DOTALL)
# What a clock says is another number each time.
TIMES = re.compile(r"\b\d+(\.\d+)? (s|ms)\b")


def run(command, folder):
    """Where the paths are those of the book's own folder, and what is written goes there only if it is a figure."""
    path = f"{ROOT / 'target' / 'release'}:{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "NO_COLOR": "1"}
    done = subprocess.run(["bash", "-c", command], cwd=folder, env=environment, capture_output=True, text=True)
    # 1 is a finding of the doctor.
    if done.returncode not in (0, 1) or (not done.stdout and "error" in done.stderr):
        sys.exit(f"{command}{done.stderr}")
    return "\n".join(line.rstrip() for line in done.stdout.rstrip().splitlines())


def main():
    check = sys.argv[1:] == ["--check"]
    changed = []
    with tempfile.TemporaryDirectory() as parent:
        # The commands name ../../data.
        folder = pathlib.Path(parent) / "docs" / "book"
        (folder / "figures").mkdir(parents=True)
        (pathlib.Path(parent) / "data").symlink_to(ROOT / "data")
        for chapter in sorted(BOOK.glob("*.md")):
            def answered(block):
                text = run(block["command"], folder)
                if block["text"] is None:
                    return block[0]
                return f"```sh\n{block['command']}```\n\n```text\n{text}\n```\n"

            old = chapter.read_text(encoding="utf-8")
            new = BLOCK.sub(answered, old)
            if TIMES.sub("", old) != TIMES.sub("", new):
                changed.append(chapter.name)
            if not check:
                chapter.write_text(new, encoding="utf-8")
            print(chapter.name, flush=True)
        for figure in sorted((folder / "figures").iterdir()):
            kept = BOOK / "figures" / figure.name
            if not kept.exists() or kept.read_bytes() != figure.read_bytes():
                changed.append(f"figures/{figure.name}")
                if not check:
                    kept.write_bytes(figure.read_bytes())
    print("changed:", ", ".join(changed) or "nothing")
    return int(check and bool(changed))


if __name__ == "__main__":
    sys.exit(main())
