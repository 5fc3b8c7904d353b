// The time of one crossing probability by the public program crossing-probability (github.com/mosco/crossing-probability):
// reads bounds on order statistics of uniform variables, ascending, from standard input; prints the probability and the
// median time in seconds. scripts/peers.sh compiles it with the sources of that program.

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <iostream>
#include <vector>

#include "ecdf1_new.hh"

int main() {
    std::vector<double> bounds;
    for (double bound; std::cin >> bound;) {
        bounds.push_back(bound);
    }
    std::vector<double> seconds;
    double probability = 0.0, total = 0.0;
    while (seconds.size() < 5 || (total < 0.5 && seconds.size() < 10000)) {
        auto begin = std::chrono::steady_clock::now();
        probability = ecdf1_new_B(bounds);
        std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begin;
        seconds.push_back(taken.count());
        total += taken.count();
    }
    std::sort(seconds.begin(), seconds.end());
    std::printf("%.17g %.9g\n", probability, seconds[seconds.size() / 2]);
}
