#!/usr/bin/env python3
"""Prints reference.rs: functions of the laws and order-statistic means by mpmath, 40 digits.

    pip install mpmath==1.3.0 && python3 reference.py > reference.rs

Everything is computed from the definitions (incomplete gamma functions, error functions,
quadrature of order-statistic densities), nothing from the crate. Parameters and arguments are
the 64-bit numbers of the table, taken exactly.
"""
from mpmath import (erfc, exp, expm1, gamma, gammainc, linspace, log, log1p, loggamma, mp, mpf,
                    binomial, pi, quad, sqrt)

mp.dps = 40


def shifted_exponential(rate, shift=0.0):
    rate = mpf(rate)
    return lambda y: (exp(-rate * y), -expm1(-rate * y), rate * exp(-rate * y))


def weibull(shape, scale, shift=0.0):
    k, s = mpf(shape), mpf(scale)
    def f(y):
        h = (y / s) ** k
        return exp(-h), -expm1(-h), k / y * h * exp(-h)
    return f


def gamma_law(shape, rate, shift=0.0):
    a, r = mpf(shape), mpf(rate)
    def f(y):
        x = r * y
        digits, mp.dps = mp.dps, mp.dps + 30
        common = exp(a * log(x) - x - loggamma(a))
        if x < a + 1:
            # The series of the lower one, all terms positive.
            term = lower = 1 / a
            k = a
            while term > lower * mpf(10) ** -mp.dps:
                k += 1
                term *= x / k
                lower += term
            lower *= common
            upper = 1 - lower
        else:
            # Legendre's continued fraction of the upper one, from the far end.
            terms = int(20000 / (x - a + 1) + 400 + 8 * sqrt(a)) if x < 1e4 else 200 + int(40 * sqrt(a))
            fraction = mpf(0)
            for i in range(terms, 0, -1):
                fraction = i * (a - i) / (x + 2 * i + 1 - a + fraction)
            upper = common / (x + 1 - a + fraction)
            lower = 1 - upper
        mp.dps = digits
        return +upper, +lower, common / y
    return f


def check_gamma():
    """The two expansions above against mpmath's own incomplete gamma function."""
    for shape, x in ((0.05, 1.2), (0.9, 1.95), (3.7, 4.0), (3.7, 8.0), (16.0, 17.5), (250.5, 252.0)):
        upper, lower, _ = gamma_law(shape, 1.0)(mpf(x))
        for mine, other in ((upper, gammainc(mpf(shape), mpf(x), regularized=True)),
                            (lower, gammainc(mpf(shape), 0, mpf(x), regularized=True))):
            assert abs(mine / other - 1) < mpf(10) ** -25, (shape, x, mine, other)


def log_normal(location, scale, shift=0.0):
    m, s = mpf(location), mpf(scale)
    def f(y):
        z = (log(y) - m) / s
        return erfc(z / sqrt(2)) / 2, erfc(-z / sqrt(2)) / 2, exp(-z * z / 2) / (s * y * sqrt(2 * pi))
    return f


def pareto(shape, scale):
    a, s = mpf(shape), mpf(scale)
    return lambda y: (exp(-a * log1p(y / s)), -expm1(-a * log1p(y / s)), a / s * exp(-(a + 1) * log1p(y / s)))


def uniform(low, high):
    w = mpf(high) - mpf(low)
    return lambda y: (1 - y / w, y / w, 1 / w)


def hyper_exponential(weights, rates, shift=0.0):
    phases = [(mpf(w), mpf(r)) for w, r in zip(weights, rates)]
    total = sum(w for w, _ in phases)
    phases = [(w / total, r) for w, r in phases]
    return lambda y: (sum(w * exp(-r * y) for w, r in phases), sum(-w * expm1(-r * y) for w, r in phases),
                      sum(w * r * exp(-r * y) for w, r in phases))


# name, parameters, arguments (excess over the infimum)
POINTS = [
    ("shifted-exponential", {"rate": 0.3, "shift": 7.0}, [1e-290, 1e-12, 0.5, 40.0, 2200.0]),
    ("weibull", {"shape": 0.5, "scale": 2.0, "shift": 1.0}, [1e-300, 1e-20, 0.3, 30.0, 9e5]),
    ("weibull", {"shape": 7.3, "scale": 0.25}, [1e-40, 1e-3, 0.2, 0.3, 0.6]),
    ("gamma", {"shape": 0.05, "rate": 1.0}, [1e-300, 1e-9, 0.4, 1.0, 1.5, 60.0, 680.0]),
    ("gamma", {"shape": 0.9, "rate": 3.0}, [1e-200, 1e-5, 0.3, 0.34, 2.0, 220.0]),
    ("gamma", {"shape": 3.7, "rate": 0.5, "shift": 2.0}, [1e-70, 1e-3, 5.0, 7.5, 100.0, 1380.0]),
    ("gamma", {"shape": 15.99, "rate": 1.0}, [1e-15, 1.0, 15.0, 17.0, 100.0, 720.0]),
    ("gamma", {"shape": 250.5, "rate": 1.0}, [6.0, 100.0, 250.0, 252.0, 400.0, 1200.0]),
    ("gamma", {"shape": 20000.0, "rate": 4.0}, [4400.0, 4900.0, 4999.0, 5001.0, 5200.0, 6000.0]),
    ("erlang", {"shape": 3.0, "rate": 2.0, "shift": 1.0}, [1e-90, 1e-4, 1.0, 4.0, 300.0]),
    ("log-normal", {"location": -1.0, "scale": 0.5}, [1e-8, 0.02, 0.3, 0.4, 3.0, 2e7]),
    ("log-normal", {"location": 3.0, "scale": 6.0}, [1e-80, 1e-3, 19.0, 21.0, 1e5, 1e90]),
    ("pareto", {"shape": 0.5, "scale": 3.0}, [1e-290, 1e-9, 2.0, 1e10, 1e300]),
    ("pareto", {"shape": 40.0, "scale": 3.0}, [1e-290, 1e-9, 0.1, 20.0, 1e7]),
    ("uniform", {"min": 1.0, "max": 4.0}, [1e-300, 1e-5, 1.5, 2.75]),
    ("hyper-exponential", {"weights": [0.75, 0.25], "rates": [4.0, 0.01]}, [1e-290, 1e-8, 0.3, 3.0, 500.0, 6e4]),
    ("hyper-exponential", {"weights": [0.5, 0.3, 0.2], "rates": [1.0, 30.0, 1e-6], "shift": 2.0},
     [1e-290, 1e-3, 1.0, 100.0, 1e7, 6e8]),
]

# name, parameters, workers, n
MEANS = [
    ("weibull", {"shape": 0.5, "scale": 2.0, "shift": 1.0}, 7, [1, 4, 7]),
    ("weibull", {"shape": 1.25, "scale": 2.0}, 20, [1, 2, 10, 20]),
    ("gamma", {"shape": 3.7, "rate": 0.5, "shift": 2.0}, 12, [1, 6, 12]),
    ("gamma", {"shape": 1.5, "rate": 1.0}, 50, [1, 25, 50]),
    ("log-normal", {"location": -1.0, "scale": 0.5}, 9, [1, 5, 9]),
    ("log-normal", {"location": 0.0, "scale": 3.0, "shift": 1e-3}, 30, [1, 15, 30]),
    ("uniform", {"min": 1.0, "max": 4.0}, 10, [1, 5, 10]),
    ("hyper-exponential", {"weights": [0.75, 0.25], "rates": [4.0, 0.01], "shift": 0.5}, 8, [1, 6, 7, 8]),
]

LAWS = {"shifted-exponential": shifted_exponential, "weibull": weibull, "gamma": gamma_law,
        "erlang": gamma_law, "log-normal": log_normal, "pareto": pareto,
        "hyper-exponential": hyper_exponential}


def law(name, parameters):
    if name == "uniform":
        return uniform(parameters["min"], parameters["max"])
    return LAWS[name](**parameters)


def rust(parameters):
    items = ", ".join(
        f'("{key}", &[{", ".join(repr(v) for v in (value if isinstance(value, list) else [value]))}])'
        for key, value in parameters.items())
    return f"&[{items}]"


def number(x):
    return "0.0" if x < mpf(10) ** -307 else repr(float(x))


def mean(f, infimum, width, workers, n, moment):
    """n C(N, n) int F^{n-1} S^{N-n} f moment(y) dy, in ln y (in y for a bounded law)."""
    mp.dps = 22
    factor = n * binomial(workers, n)
    def density(y):
        s, c, d = f(y)
        if d == 0 or s < mpf(10) ** -200:
            return mpf(0)
        return factor * c ** (n - 1) * s ** (workers - n) * d * moment(infimum + y)
    if width is not None:
        value = quad(density, linspace(0, width, 9)[0:9])
    else:
        value = quad(lambda v: density(exp(v)) * exp(v), linspace(-400, 60, 141))
    mp.dps = 40
    return value


def main():
    check_gamma()
    print("//! Made by reference.py (mpmath 1.3.0, 40 digits); do not edit.\n")
    print("use super::cases::Parameters;\n")
    print("/// Law, parameters, excess, survival function, distribution function, density (0 below 1e-307).")
    print("#[rustfmt::skip]")
    print("pub const POINTS: &[(&str, Parameters, f64, f64, f64, f64)] = &[")
    for name, parameters, arguments in POINTS:
        f = law(name, parameters)
        for y in arguments:
            s, c, d = f(mpf(y))
            print(f'    ("{name}", {rust(parameters)}, {y!r}, {number(s)}, {number(c)}, {number(d)}),')
    print("];\n")
    print("/// Law, parameters, workers, n, E[T_(n)], E[1/T_(n)].")
    print("#[rustfmt::skip]")
    print("pub const MEANS: &[(&str, Parameters, usize, usize, f64, f64)] = &[")
    for name, parameters, workers, orders in MEANS:
        f = law(name, parameters)
        infimum = mpf(parameters.get("shift", parameters.get("min", 0.0)))
        width = mpf(parameters["max"]) - infimum if name == "uniform" else None
        for n in orders:
            time = mean(f, infimum, width, workers, n, lambda t: t)
            rate = mean(f, infimum, width, workers, n, lambda t: 1 / t)
            print(f'    ("{name}", {rust(parameters)}, {workers}, {n}, {number(time)}, {number(rate)}),')
    print("];")
    million()


def million():
    """E[1/T_(n)] of shifted exponential laws for a million workers, by the Laplace transform."""
    workers = 10 ** 6
    print("\n/// Shift in units of 1/rate, n, E[1/T_(n)] in units of the rate: 10^6 workers, shifted exponential.")
    print("#[rustfmt::skip]")
    print("pub const MILLION: &[(f64, usize, f64)] = &[")
    for shift in (0.05, 1e-6, 0.0):
        a = mpf(shift)
        for n in (1, 2, 500001, workers):
            if shift == 0.0 and n == 1:
                continue
            def term(v):
                z = exp(v)
                return z * exp(-a * z + loggamma(workers + 1) - loggamma(workers + 1 + z)
                               + loggamma(workers - n + 1 + z) - loggamma(workers - n + 1))
            low = -100 - log(a + 15)
            high = log(100 / a) if shift > 0 else log(mpf(workers) * mpf(10) ** 30)
            print(f"    ({shift!r}, {n}, {number(quad(term, linspace(low, high, 60)))}),")
    print("];")


if __name__ == "__main__":
    main()
