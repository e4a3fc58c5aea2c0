"""What all tests share."""

import numpy as np
import pytest

import nonlin


def bfloat16():
    ml_dtypes = pytest.importorskip("ml_dtypes")
    return np.dtype(ml_dtypes.bfloat16)


@pytest.fixture(params=["float16", "bfloat16", "float32", "float64"])
def dtype(request):
    return bfloat16() if request.param == "bfloat16" else np.dtype(request.param)


@pytest.fixture(params=nonlin.names("elementwise"))
def elementwise(request):
    return getattr(nonlin, request.param)
