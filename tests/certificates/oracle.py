"""Independent values for claims.rs: the expected runtime over kappa of three workers, by brute-force order statistics.

Pr[tau <= s] sums the multinomial probabilities of all admissible counts, with survival functions of mpmath at 40 digits;
no code and no formula is shared with the checker. Run: python3 oracle.py"""
from itertools import product
from math import factorial
import mpmath as mp

mp.mp.dps = 40
LAWS = {
    "shifted-exponential": (50, lambda t: mp.exp(-mp.mpf("0.001") * (t - 50))),
    "hyper-exponential": (50, lambda t: mp.mpf("0.7") * mp.exp(-mp.mpf("0.002") * (t - 50)) + mp.mpf("0.3") * mp.exp(-mp.mpf("0.0005") * (t - 50))),
    "pareto": (300, lambda t: (300 / t) ** mp.mpf("2.5")),
    "uniform": (100, lambda t: max(mp.mpf(0), (2000 - t) / 1900)),
    "weibull 0.7": (50, lambda t: mp.exp(-(((t - 50) / 800) ** mp.mpf("0.7")))),
    "weibull 1.5": (50, lambda t: mp.exp(-(((t - 50) / 1100) ** mp.mpf("1.5")))),
    "gamma 2.3": (50, lambda t: mp.gammainc(mp.mpf("2.3"), mp.mpf("0.002") * (t - 50), mp.inf, regularized=True)),
    "log-normal": (50, lambda t: mp.erfc((mp.log(t - 50) - mp.mpf("6.7")) / mp.mpf("0.5") / mp.sqrt(2)) / 2),
}
X = [30, 25, 45]
W = [30, 80, 215]


def probability(survival, s):
    S = [survival(s / mp.mpf(w)) for w in W]
    # Slices above c_0, between c_1 and c_0, between c_2 and c_1, below c_2.
    p = [S[0], S[1] - S[0], S[2] - S[1], 1 - S[2]]
    total = mp.mpf(0)
    for k in product(range(4), repeat=4):
        if sum(k) == 3 and k[0] <= 0 and k[0] + k[1] <= 1 and k[0] + k[1] + k[2] <= 2:
            term = mp.mpf(factorial(3))
            for count, q in zip(k, p):
                term *= q**count / factorial(count)
            total += term
    return total


for name, (t0, survival) in LAWS.items():
    s0 = mp.mpf(t0 * W[2])
    if name == "uniform":
        points = [s0] + sorted(mp.mpf(2000 * w) for w in W)
        value = s0 + mp.quad(lambda s: 1 - probability(survival, s), points)
    else:
        # In the logarithm of the distance from the start.
        f = lambda u: (1 - probability(survival, s0 + mp.exp(u))) * mp.exp(u)
        cuts = [mp.mpf(k) for k in range(-60, 17 if name != "pareto" else 60)]
        value = s0 + mp.quad(f, cuts)
    print(name, mp.nstr(value, 25))
