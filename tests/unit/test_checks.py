"""The project's own checks: each finds what it is there for, and finds nothing in the project as it is."""

import datetime
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from checks import __main__ as command
from checks import advisories, changelog, code, locks, notebooks, words

ROOT = Path(__file__).resolve().parents[2]
TODAY = datetime.date(2026, 11, 22)
HASH = "    --hash=sha256:" + "0" * 64


def lock_text(**versions: str) -> str:
    """A lock with these packages; an underscore in a name stands for a dash."""
    return "".join(f"{name.replace('_', '-')}=={version} \\\n{HASH}\n" for name, version in versions.items())


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the files that the checks of locks and advisories read."""
    (tmp_path / "checks").mkdir()
    for name in ("pyproject.toml", "requirements.lock", "requirements-core.lock", "checks/advisories.toml"):
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def one_pin(project: Path, name: str) -> locks.Pin:
    return locks.read(project / locks.FULL)[name]


class TestLocks:
    def test_the_projects_locks_are_in_order(self) -> None:
        assert locks.problems(ROOT) == []

    def test_no_line_of_the_projects_locks_holds_an_address(self) -> None:
        for name in (locks.CORE, locks.FULL):
            text = (ROOT / name).read_text()
            assert "://" not in text
            assert "index" not in text.replace("indexes", "")

    @pytest.mark.parametrize(
        "line",
        [
            "--index" + "-url https://example.org/x",
            "numpy>=2",
            "-e .",
            "x @ https://example.org/x.whl",
            "# a comment",
        ],
    )
    def test_anything_but_pins_and_hashes_is_found(self, project: Path, line: str) -> None:
        lock = project / locks.FULL
        lock.write_text(f"{line}\n{lock.read_text()}")
        (found,) = locks.problems(project)
        assert found.startswith("requirements.lock:1:")

    def test_a_package_that_stands_twice_is_found(self, project: Path) -> None:
        (project / locks.CORE).write_text(lock_text(numpy="2.4.6") + lock_text(NumPy="2.4.5"))
        (found,) = locks.problems(project)
        assert "numpy stands there twice" in found

    def test_a_pin_without_a_hash_is_found(self, project: Path) -> None:
        (project / locks.FULL).write_text((project / locks.FULL).read_text() + "zzz==1.0\n")
        assert locks.problems(project) == ["requirements.lock: zzz has no hash; run `make lock`"]

    def test_a_new_dependency_that_is_not_locked_is_found(self, project: Path) -> None:
        replace(project / "pyproject.toml", '"numpy>=2.2",', '"numpy>=2.2", "left-pad>=1",')
        found = locks.problems(project)
        assert any("requirements-core.lock: lacks left-pad" in line for line in found)
        assert any("requirements.lock: lacks left-pad" in line for line in found)

    def test_a_pin_that_no_longer_fits_is_found(self, project: Path) -> None:
        replace(project / "pyproject.toml", '"simpy>=4.1,<5"', '"simpy>=99"')
        assert len([line for line in locks.problems(project) if "does not fit simpy>=99" in line]) == 2

    def test_two_versions_of_one_package_are_found(self, project: Path) -> None:
        version = one_pin(project, "tqdm").version
        replace(project / locks.CORE, f"tqdm=={version}", "tqdm==4.67.0")
        (found,) = locks.problems(project)
        assert "tqdm is 4.67.0 in requirements-core.lock" in found

    def test_a_package_that_was_left_out_and_is_back_is_found(self, project: Path) -> None:
        (project / locks.FULL).write_text((project / locks.FULL).read_text() + lock_text(kubernetes="37.0.2"))
        assert any("kubernetes is back" in line for line in locks.problems(project))


class TestAdvisories:
    def test_the_projects_locks_pass_today(self) -> None:
        assert advisories.problems(ROOT) == []

    def test_the_table_covers_what_it_has_to(self) -> None:
        rules = {row.package: row.rule for row in advisories.table(ROOT / advisories.TABLE)}
        assert rules["chromadb"] == "accepted"
        assert rules["langchain-core"] == rules["jupyter-server"] == rules["jupyterlab"] == "floor"
        assert rules["langchain-community"] == rules["diskcache"] == "absent"

    @pytest.mark.parametrize(
        ("package", "version", "said"),
        [
            ("langchain-core", "1.2.21", "take 1.2.22 or newer"),
            ("jupyter-server", "2.19.0", "take 2.20.0 or newer"),
            ("chromadb", "1.6.0", "look at this version"),
            ("chromadb", "1.5.8", "look at this version"),
        ],
    )
    def test_a_version_that_is_not_safe_is_found(
        self, project: Path, package: str, version: str, said: str
    ) -> None:
        pinned = one_pin(project, package).version
        replace(project / locks.FULL, f"{package}=={pinned}", f"{package}=={version}")
        (found,) = advisories.problems(project, TODAY)
        assert f"{package} {version}" in found
        assert "CVE-" in found
        assert said in found

    def test_a_banned_package_is_found(self, project: Path) -> None:
        (project / locks.FULL).write_text((project / locks.FULL).read_text() + lock_text(diskcache="5.6.3"))
        (found,) = advisories.problems(project, TODAY)
        assert "diskcache 5.6.3 (CVE-2025-69872" in found
        assert "use the kit's own store" in found

    def test_an_accepted_risk_has_to_be_looked_at_again(self, project: Path) -> None:
        found = advisories.problems(project, datetime.date(2027, 6, 30))
        assert len(found) == 2
        assert all("chromadb" in line and "was accepted until 2027-06-30" in line for line in found)

    @pytest.mark.parametrize(
        ("row", "said"),
        [
            ('package="a"\nids=[]\nrule="floor"\nwhat="x"', "too much or too little: at_least"),
            ('package="a"\nids=[]\nrule="ignore"\nwhat="x"', "rule 'ignore' of a is none of"),
            ('package="a"\nids=[]\nrule="floor"\nat_least="new"\nwhat="x"', "not a version"),
            ('package="a"\nids=[]\nrule="absent"\ninstead=" "\nwhat="x"', "instead is empty"),
            (
                'package="a"\nids=[]\nrule="accepted"\nversions=">1"\nbecause="b"\nreview_by="x"\nwhat="x"',
                "review_by has to be a day",
            ),
        ],
    )
    def test_a_faulty_row_is_named(self, project: Path, row: str, said: str) -> None:
        (project / advisories.TABLE).write_text(f"[[advisory]]\n{row}\n")
        (found,) = advisories.problems(project, TODAY)
        assert said in found


class TestWords:
    @pytest.mark.parametrize(
        "text",
        [
            "see /" + "work/notes/x.md",
            "open('/" + "root/.cache')",
            "cd /" + "home/ann/twin",
            "C = '/" + "Users/ann/twin'",
            "from https://files." + "pythonhosted" + ".org/x",
            "pip install --index" + "-url https://example.org/x",
            "https://mirror.example.org/py/" + "simple/numpy",
            "found on Bench-Seven today",
        ],
    )
    def test_a_word_of_one_machine_is_found(self, text: str) -> None:
        assert [number for number, _ in words.found_in(f"fine\n{text}\n", {"bench-seven"})] == [2]

    @pytest.mark.parametrize(
        "text",
        [
            "and/or home/work",
            "https://example.org/home/a",
            "~/work/x",
            "the bench-sevenths",
            "a simple/plain way",
        ],
    )
    def test_plain_words_pass(self, text: str) -> None:
        assert words.found_in(text, {"bench-seven"}) == []


class TestCode:
    @pytest.mark.parametrize(
        "source",
        [
            "import pickle",
            "from pickle import loads",
            "import joblib.memory",
            "def f():\n    import dill",
            "eval('1')",
            "exec(text)",
            "compile(text, '', 'exec')",
            "yaml.load(text, Loader=yaml.SafeLoader)",
            "from yaml import unsafe_load",
            "subprocess.run(words, shell=True)",
            "os.system('ls')",
            "numpy.load(path, allow_pickle=True)",
            "jinja2.Environment(loader=loader)",
            "jinja2.Environment(autoescape=False)",
            "from jinja2 import Environment as Page\nPage(loader=loader)",
            "yaml.load(text, Loader=yaml.UnsafeLoader)",
            "chromadb.HttpClient()",
            "from langchain_core.load import loads",
            "from langchain_community.document_loaders import PyPDFLoader",
            "from chromadb.utils import embedding_functions",
            "import urllib.request",
        ],
    )
    def test_what_is_forbidden_is_found(self, source: str) -> None:
        assert len(code.forbidden(source)) == 1

    @pytest.mark.parametrize(
        "source",
        [
            "'''Never eval(), pickle or yaml.load.'''",
            "re.compile('x')",
            "graph.compile()",
            "subprocess.run(words, shell=False)",
            "jinja2.Environment(autoescape=True)",
            "simpy.Environment()",
            "from jinja2 import Environment\nEnvironment(autoescape=True)",
            "yaml.load(text, Loader=yaml.CBaseLoader)",
            "yaml.safe_load(text)",
            "from . import pickle",
            "frame.eval",
            "import urllib.parse",
        ],
    )
    def test_what_is_allowed_passes(self, source: str) -> None:
        assert code.forbidden(source) == []


def notebook(**changes: Any) -> dict[str, Any]:
    cell = {"cell_type": "code", "id": "a", "source": "1 + 1", "outputs": [], "execution_count": None}
    metadata = {"kernelspec": {"name": "python3"}} | changes.pop("metadata", {})
    return {"cells": [cell | changes], "metadata": metadata}


class TestNotebooks:
    def test_a_clean_one_passes(self) -> None:
        assert notebooks.dirt(notebook()) == []

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            ({"outputs": [{"output_type": "stream"}]}, "keeps results"),
            ({"execution_count": 3}, "keeps results"),
            ({"source": ["x = 1\n"] * 16}, "more than 15 lines"),
            ({"source": "def f():\n    return 1"}, "defines a function"),
            ({"id": None}, "no ids"),
            ({"metadata": {"kernelspec": {"name": "my-env"}}}, "kernel is not python3"),
            ({"metadata": {"widgets": {}}}, "state of widgets"),
        ],
    )
    def test_dirt_is_found(self, changes: dict[str, Any], said: str) -> None:
        (found,) = notebooks.dirt(notebook(**changes))
        assert said in found

    def test_a_broken_file_is_named(self, tmp_path: Path) -> None:
        (tmp_path / "notebooks").mkdir()
        (tmp_path / "notebooks" / "01_x.ipynb").write_text("{")
        (tmp_path / "notebooks" / "02_x.ipynb").write_text(json.dumps([1]))
        found = notebooks.problems(tmp_path)
        assert len(found) == 2
        assert all("cannot be read" in line for line in found)


class TestChangelog:
    def test_the_projects_is_in_order(self) -> None:
        assert changelog.problems(ROOT) == []

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("# Changelog\n", "has to begin with"),
            ("## [Unreleased]\n## 0.1.0\n", "line 2"),
            ("## [Unreleased]\n## [0.1.0]\n", "three numbers and a day"),
            ("## [Unreleased]\n### New things\n", "none of Added"),
            (
                "## [Unreleased]\n## [0.1.0] - 2026-01-01\n## [0.2.0] - 2026-02-01\n",
                "newest release comes first",
            ),
            ("## [Unreleased]\n## [0.9.0] - 2026-01-01\n", "older than the newest release"),
        ],
    )
    def test_a_fault_is_found(self, text: str, said: str) -> None:
        assert any(said in line for line in changelog.faults(text, "0.2.0"))


class TestCommand:
    def test_it_names_the_checks_there_are(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert command.main(["spelling"]) == 2
        assert "There are: locks, advisories" in capsys.readouterr().err

    def test_it_fails_when_a_check_finds_something(
        self, project: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert command.main(["changelog"], project) == 1
        assert "CHANGELOG.md is missing" in capsys.readouterr().out

    def test_it_passes_when_none_does(self, project: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert command.main(["locks", "advisories"], project) == 0
        assert capsys.readouterr().out.count("nothing to mend") == 2
