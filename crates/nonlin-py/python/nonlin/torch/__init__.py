from nonlin.torch import _operators
