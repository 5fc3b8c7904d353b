#!/usr/bin/env python3
"""Prints stated_errors_values.rs: means of order statistics of random laws by mpmath, 40 digits.

    pip install mpmath==1.3.0 && python3 stated_errors.py > stated_errors_values.rs

`E[Y_(n)]` is the integral of `Pr[Y_(n) > y]`, by the trapezoid rule in `ln y` with two steps that must agree to 25
digits; Weibull and hyper-exponential laws have closed sums beside it. Parameters are 64-bit numbers, taken exactly;
shapes reach the ends of what the laws allow.
"""
import random
from mpmath import binomial, exp, gamma, log, mp, mpf
from reference import LAWS, number, rust

mp.dps = 40
STEP = mpf(1) / 16


def late(f, workers, n):
    """Pr[Y_(n) > y] as a sum of positive terms: fewer than n of the workers are done."""
    weights = [binomial(workers, k) for k in range(n)]

    def value(y):
        survival, cdf, _ = f(y)
        return sum(w * cdf ** k * survival ** (workers - k) for k, w in enumerate(weights))
    return value


def mean(f, workers, n, high):
    value = late(f, workers, n)

    def rule(shift):
        total, v = mpf(0), -100 + shift
        while v < high:
            y = exp(v)
            total += y * value(y)
            v += STEP
        return total * STEP
    first, second = rule(mpf(0)), rule(STEP / 2)
    assert abs(first / second - 1) < mpf(10) ** -25, (first, second)
    return (first + second) / 2


def least_means(law, parameters, most):
    """E[Y_(1)] of 1 to `most` workers in closed form."""
    if law == "weibull":
        k, scale = mpf(parameters["shape"]), mpf(parameters["scale"])
        return [scale * gamma(1 + 1 / k) * mpf(j) ** (-1 / k) for j in range(1, most + 1)]
    (a, b), (r, s) = ([mpf(x) for x in parameters[key]] for key in ("weights", "rates"))
    a, b = a / (a + b), b / (a + b)
    return [sum(binomial(j, i) * a ** i * b ** (j - i) / (i * r + (j - i) * s) for i in range(j + 1))
            for j in range(1, most + 1)]


def closed(law, parameters, workers, n):
    """By inclusion and exclusion over the least of more and more workers."""
    digits, mp.dps = mp.dps, 120
    least = least_means(law, parameters, workers)
    total = sum((-1) ** (j - (workers - n + 1)) * binomial(j - 1, workers - n) * binomial(workers, j) * least[j - 1]
                for j in range(workers - n + 1, workers + 1))
    mp.dps = digits
    return +total


def pareto(parameters, workers, n):
    a, scale = mpf(parameters["shape"]), mpf(parameters["scale"])
    product = mpf(1)
    for j in range(workers - n + 1, workers + 1):
        product *= a * j / (a * j - 1)
    return scale * product


def laws(draw):
    """Random laws, ten of each, and where `ln y` of the integral may end."""
    for _ in range(10):
        shape, scale = round(10 ** draw.uniform(-1.2, 0.6), 3), round(10 ** draw.uniform(-2, 2), 4)
        yield "weibull", {"shape": shape, "scale": scale}, log(mpf(400)) / mpf(shape) + log(mpf(scale))
    for _ in range(10):
        shape, rate = round(10 ** draw.uniform(-1.3, 1.2), 3), round(10 ** draw.uniform(-2, 2), 4)
        yield "gamma", {"shape": shape, "rate": rate}, log(mpf(400) / mpf(rate))
    for _ in range(10):
        location, scale = round(draw.uniform(-3, 3), 3), round(10 ** draw.uniform(-1, 1), 3)
        yield "log-normal", {"location": location, "scale": scale}, location + 20 * mpf(scale) + mpf(scale) ** 2
    for _ in range(10):
        weight, apart = round(draw.uniform(0.01, 0.99), 2), draw.uniform(0, 40)
        rates = [float(f"{10 ** (apart / 2):.3e}"), float(f"{10 ** (-apart / 2):.3e}")]
        yield "hyper-exponential", {"weights": [weight, 1 - weight], "rates": rates}, log(mpf(400) / mpf(rates[1]))
    for _ in range(10):
        yield "pareto", {"shape": round(1.01 + 10 ** draw.uniform(-2, 1), 3), "scale": round(10 ** draw.uniform(-2, 2), 4)}, None


def main():
    draw = random.Random(7)
    print("//! Made by stated_errors.py (mpmath 1.3.0, 40 digits); do not edit.\n")
    print("use super::cases::Parameters;\n")
    print("/// Law, parameters, workers, n, E[T_(n)].")
    print("#[rustfmt::skip]")
    print("pub const VALUES: &[(&str, Parameters, usize, usize, f64)] = &[")
    for name, parameters, high in laws(draw):
        workers = draw.choice([1, 1, 2, 3, 5, 8, 12])
        n = draw.randint(1, workers)
        if name == "pareto":
            value = pareto(parameters, workers, n)
        else:
            if name in ("weibull", "hyper-exponential"):
                value = closed(name, parameters, workers, n)
            else:
                value = mean(LAWS[name](**parameters), workers, n, high)
        print(f'    ("{name}", {rust(parameters)}, {workers}, {n}, {number(value)}),')
    name, parameters = "weibull", {"shape": 0.33, "scale": 1.0}
    print(f'    ("{name}", {rust(parameters)}, 1, 1, {number(closed(name, parameters, 1, 1))}),')
    name, parameters = "hyper-exponential", {"weights": [0.5, 0.5], "rates": [1e20, 1e-20]}
    for n in (1, 4, 10):
        print(f'    ("{name}", {rust(parameters)}, 10, {n}, {number(closed(name, parameters, 10, n))}),')
    name, parameters = "log-normal", {"location": 0.0, "scale": 10.0}
    value = mean(LAWS[name](**parameters), 1, 1, mpf(320))
    print(f'    ("{name}", {rust(parameters)}, 1, 1, {number(value)}),')
    print("];")


if __name__ == "__main__":
    main()
