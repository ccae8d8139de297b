"""Random times: from a uniform number to a time, the same digits on every machine.

Times come from inverse distribution functions, so one order's luck (a number between 0 and 1) gives a long
or a short time at whichever site works on it. Logarithm and exponential are built here from additions,
multiplications and divisions, which every processor rounds alike; library versions differ in the last bit.
"""

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammainccinv, gammaincinv

from twin.knowledge import Draw
from twin.records import TICKS_PER_DAY
from twin.spec.quantity import Variable

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_LONGEST = 2.0**61  # ticks: 73,000 years, so that sums of times stay whole numbers of 64 bits
_LN2 = 0.6931471805599453
_SQRT_HALF = math.sqrt(0.5)
_LOG_TERMS = tuple(1.0 / k for k in range(25, 0, -2))
_EXP_TERMS = tuple(1.0 / math.factorial(k) for k in range(14, -1, -1))


def log(x: Floats) -> Floats:
    """Natural logarithm of positive numbers by the series of the inverse hyperbolic tangent (1e-15)."""
    mantissa, exponent = np.frexp(x)
    low = mantissa < _SQRT_HALF
    mantissa = np.where(low, mantissa * 2.0, mantissa)
    power = exponent - low
    s = (mantissa - 1.0) / (mantissa + 1.0)
    square = s * s
    total = np.full_like(s, _LOG_TERMS[0])
    for term in _LOG_TERMS[1:]:
        total *= square
        total += term
    return 2.0 * s * total + power * _LN2


def exp(x: Floats) -> Floats:
    """Exponential by range reduction and a Taylor polynomial (1e-15 relative); x between -700 and 700."""
    bounded = np.clip(x, -700.0, 700.0)
    power = np.floor(bounded / _LN2 + 0.5)
    rest = bounded - power * _LN2
    total = np.full_like(rest, _EXP_TERMS[0])
    for term in _EXP_TERMS[1:]:
        total *= rest
        total += term
    return np.ldexp(total, power.astype(np.int32))


def normal(u: Floats) -> Floats:
    """Standard normal quantile (Wichura 1988, algorithm AS 241, 1e-16)."""
    q = u - 0.5
    centre = np.abs(q) <= 0.425
    result = np.empty_like(u)
    r = 0.180625 - q[centre] * q[centre]
    result[centre] = q[centre] * _poly(_A, r) / _poly(_B, r)
    tail = ~centre
    r = np.sqrt(-log(np.minimum(u[tail], 1.0 - u[tail])))
    near = _poly(_C, r - 1.6) / _poly(_D, r - 1.6)
    far = _poly(_E, r - 5.0) / _poly(_F, r - 5.0)
    result[tail] = np.where(q[tail] < 0, -1.0, 1.0) * np.where(r <= 5.0, near, far)
    return result


def _poly(coefficients: tuple[float, ...], x: Floats) -> Floats:
    total = np.full_like(x, coefficients[0])
    for coefficient in coefficients[1:]:
        total = total * x + coefficient
    return total


# Coefficients of AS 241, highest power first.
_A = (
    2509.0809287301226727, 33430.575583588128105, 67265.770927008700853, 45921.953931549871457,
    13731.693765509461125, 1971.5909503065514427, 133.14166789178437745, 3.387132872796366608,
)  # fmt: skip
_B = (
    5226.495278852545925, 28729.085735721942674, 39307.89580009271061, 21213.794301586595867,
    5394.1960214247511077, 687.1870074920579083, 42.313330701600911252, 1.0,
)  # fmt: skip
_C = (
    7.7454501427834140764e-4, 0.0227238449892691845833, 0.24178072517745061177, 1.27045825245236838258,
    3.64784832476320460504, 5.7694972214606914055, 4.6303378461565452959, 1.42343711074968357734,
)  # fmt: skip
_D = (
    1.05075007164441684324e-9, 5.475938084995344946e-4, 0.0151986665636164571966, 0.14810397642748007459,
    0.68976733498510000455, 1.6763848301838038494, 2.05319162663775882187, 1.0,
)  # fmt: skip
_E = (
    2.01033439929228813265e-7, 2.71155556874348757815e-5, 0.0012426609473880784386, 0.026532189526576123093,
    0.29656057182850489123, 1.7848265399172913358, 5.4637849111641143699, 6.6579046435011037772,
)  # fmt: skip
_F = (
    2.04426310338993978564e-15, 1.4215117583164458887e-7, 1.8463183175100546818e-5, 7.868691311456132591e-4,
    0.0148753612908506148525, 0.13692988092273580531, 0.59983220655588793769, 1.0,
)  # fmt: skip


def unit(shape: str, cv: float, u: Floats) -> Floats:
    """Random times of mean 1 from uniform numbers, by shape and coefficient of variation."""
    if shape == "fixed":
        return np.ones_like(u)
    if shape == "exponential":
        return -log(1.0 - u)
    if shape == "gamma":
        form = 1.0 / (cv * cv)
        drawn: Floats = np.where(u < 0.5, gammaincinv(form, u), gammainccinv(form, 1.0 - u)) / form
        return drawn
    if shape == "lognormal":
        variance = math.log(1.0 + cv * cv)
        return exp(normal(u) * math.sqrt(variance) - variance / 2.0)
    if shape == "uniform":
        return 1.0 + cv * math.sqrt(3.0) * (2.0 * u - 1.0)
    power = 1.0 / weibull_form(cv)
    return exp(log(np.maximum(-log(1.0 - u), 1e-300)) * power) / math.gamma(1.0 + power)


def one(shape: str, cv: float, u: float) -> float:
    """`unit` for a single number: the same operations in the same order, so the same digits."""
    if shape == "exponential":
        return -_log_of(1.0 - u)
    if shape == "lognormal":
        variance = math.log(1.0 + cv * cv)
        return _exp_of(_normal_of(u) * math.sqrt(variance) - variance / 2.0)
    if shape == "weibull":
        power = 1.0 / weibull_form(cv)
        return _exp_of(_log_of(max(-_log_of(1.0 - u), 1e-300)) * power) / math.gamma(1.0 + power)
    if shape == "uniform":
        return 1.0 + cv * math.sqrt(3.0) * (2.0 * u - 1.0)
    if shape == "gamma":
        form = 1.0 / (cv * cv)
        return float(gammaincinv(form, u) if u < 0.5 else gammainccinv(form, 1.0 - u)) / form
    return 1.0


def _log_of(x: float) -> float:
    mantissa, power = math.frexp(x)
    if mantissa < _SQRT_HALF:
        mantissa *= 2.0
        power -= 1
    s = (mantissa - 1.0) / (mantissa + 1.0)
    square = s * s
    total = _LOG_TERMS[0]
    for term in _LOG_TERMS[1:]:
        total = total * square + term
    return 2.0 * s * total + power * _LN2


def _exp_of(x: float) -> float:
    bounded = min(max(x, -700.0), 700.0)
    power = math.floor(bounded / _LN2 + 0.5)
    rest = bounded - power * _LN2
    total = _EXP_TERMS[0]
    for term in _EXP_TERMS[1:]:
        total = total * rest + term
    return math.ldexp(total, power)


def _normal_of(u: float) -> float:
    q = u - 0.5
    if abs(q) <= 0.425:
        r = 0.180625 - q * q
        return q * _poly_of(_A, r) / _poly_of(_B, r)
    r = math.sqrt(-_log_of(min(u, 1.0 - u)))
    above, below, x = (_C, _D, r - 1.6) if r <= 5.0 else (_E, _F, r - 5.0)
    return (-1.0 if q < 0 else 1.0) * (_poly_of(above, x) / _poly_of(below, x))


def _poly_of(coefficients: tuple[float, ...], x: float) -> float:
    total = coefficients[0]
    for coefficient in coefficients[1:]:
        total = total * x + coefficient
    return total


@lru_cache(maxsize=256)
def weibull_form(cv: float) -> float:
    """Form parameter k of a Weibull distribution with a coefficient of variation, by bisection."""
    low, high = 0.05, 50.0
    for _ in range(100):
        middle = math.sqrt(low * high)
        ratio = math.gamma(1.0 + 2.0 / middle) / math.gamma(1.0 + 1.0 / middle) ** 2 - 1.0
        low, high = (middle, high) if ratio > cv * cv else (low, middle)
    return math.sqrt(low * high)


@dataclass(frozen=True)
class Law:
    """A random time: shape, coefficient of variation, mean in ticks."""

    shape: str
    cv: float
    mean: float

    @property
    def fixed(self) -> bool:
        """Whether every draw is the mean."""
        return self.shape == "fixed" or self.mean == 0.0

    def ticks(self, u: Floats, units: Ints | int = 1) -> Ints:
        """Whole ticks from uniform numbers, for work on so many units."""
        drawn = np.minimum(unit(self.shape, self.cv, u) * self.mean * units, _LONGEST)
        return np.floor(drawn + 0.5).astype(np.int64)

    def tick(self, u: float, units: float = 1) -> int:
        """Whole ticks from one uniform number."""
        if self.fixed:
            return int(min(self.mean * units, _LONGEST) + 0.5)
        return int(min(one(self.shape, self.cv, u) * self.mean * units, _LONGEST) + 0.5)


def law(variable: Variable, draw: Draw) -> Law:
    """The law of a specified time in a draw."""
    return Law(variable.shape, variable.cv, min(draw(variable.mean) * TICKS_PER_DAY, _LONGEST))


def ticks(days: float) -> int:
    """Whole ticks of a time in days."""
    return math.floor(min(days * TICKS_PER_DAY, _LONGEST) + 0.5)
