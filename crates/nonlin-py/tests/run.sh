#!/usr/bin/env bash
# The tests of the Python package, in a virtual environment of their own: `tests/run.sh` those that need NumPy alone, `tests/run.sh all` those of
# PyTorch, scikit-learn, JAX, Ray and the notebooks too.
set -euo pipefail
cd "$(dirname "$0")/.."

which=${1:-plain}
python=${PYTHON:-python3}
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo 'Python 3.11 or newer is needed; name one with PYTHON=' >&2; exit 1; }
environment=$PWD/../../target/python-$which
[ -x "$environment/bin/python" ] || "$python" -m venv "$environment"
install() { "$environment/bin/python" -m pip install --quiet --disable-pip-version-check "$@"; }

install 'maturin>=1.9.4,<2' pytest numpy ml_dtypes
case $which in
plain) marks='not torch and not sklearn and not jax and not keras and not ray and not notebooks' ;;
light)
    # What continuous integration has time for: no PyTorch, no cluster.
    install pandas polars scikit-learn onnx mypy
    marks='not torch and not jax and not keras and not ray and not notebooks'
    ;;
all)
    install pandas polars scikit-learn mypy jax onnx 'ray>=2.40' nbclient nbformat ipykernel matplotlib
    install torch keras lightning transformers
    marks=''
    ;;
*) echo "tests/run.sh [plain|light|all], not \`$which\`" >&2; exit 2 ;;
esac
VIRTUAL_ENV=$(cd "$environment" && pwd) "$environment/bin/maturin" develop --release --quiet
exec "$environment/bin/python" -m pytest -q ${marks:+-m "$marks"} "${@:2}"
