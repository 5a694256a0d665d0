import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAPERS = ROOT / "screens" / "papers"


@pytest.mark.parametrize("module", sorted(path.stem for path in PAPERS.glob("[!_]*.py")))
def test_importing_papers_waits_for_no_library(module: str) -> None:
    loaded = "[name for name in ('fpdf', 'fontTools', 'PIL', 'pypdfium2', 'segno', 'aiogram') if name in sys.modules]"
    code = f"import sys; import screens.papers.{module}; print({loaded})"
    said = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    assert said.strip() == "[]"


def test_fonts_come_with_their_licence() -> None:
    assert "SIL OPEN FONT LICENSE" in (PAPERS / "fonts" / "OFL.txt").read_text()
