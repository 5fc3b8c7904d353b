"""What a run shows: mean runtimes, what the model predicts of them, and gains, each with its interval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from .._arrays import Floats
from ..laws import Law
from .intervals import Interval, mean_of, ratio_of
from .lines import Lines
from .logs import rows_of
from .prediction import Calibration, calibrated, lines_of, runtimes
from .records import Layout, Record
from .stragglers import Injection
from .task import Task

__all__ = ["summarise", "text_of"]

# Rounds drawn for the expectation under a law: its error is below that of what is measured.
_DRAWN = 20_000


def summarise(
    task: Task,
    folder: Path,
    layouts: Sequence[Layout | None],
    measured: Sequence[Record],
    lines: Sequence[Lines],
) -> dict[str, Any]:
    """The summary of a run as a dict: a list of ``schemes``, and what the machine adds to injected delays."""
    rows = list(rows_of(folder / "rounds.csv"))
    calibration = None if task.injection is None else calibrated(measured, task.injection.kind)
    apart = [of_scheme for of_scheme in lines if of_scheme.apart and of_scheme.rounds] or [lines[0]]
    pooled = Lines(
        np.concatenate([of_scheme.overheads for of_scheme in apart]),
        np.concatenate([of_scheme.times for of_scheme in apart]),
    )
    taken: dict[str, dict[int, float]] = {}
    for row in rows:
        taken.setdefault(row["scheme"], {})[int(row["step"])] = float(row["runtime"])
    baseline = next((c.name for c in task.schemes if c.method == "uncoded"), task.schemes[0].name)
    schemes = []
    for chosen, layout in zip(task.schemes, layouts, strict=True):
        mine = [row for row in rows if row["scheme"] == chosen.name]
        times = taken.get(chosen.name, {})
        if not times:
            continue
        common = sorted(times.keys() & taken.get(baseline, {}).keys())
        schemes.append(
            {
                "name": chosen.name,
                "steps": len(times),
                "runtime": asdict(mean_of(np.array(list(times.values())))),
                "predicted": _predicted(task.injection, calibration, pooled, layout, sorted(times), task.workers),
                "gain_over": baseline,
                "gain": asdict(ratio_of(*(np.array([taken[n][s] for s in common]) for n in (baseline, chosen.name))))
                if common
                else None,
                "clock": float(mine[-1]["clock"]),
                "loss": next((float(row["loss"]) for row in reversed(mine) if row["loss"]), None),
                "error": max((float(row["error"]) for row in mine if row["error"]), default=None),
            }
        )
    overhead = None
    if calibration is not None:
        overhead = {
            "overhead": calibration.overhead,
            "overhead_error": calibration.error(calibration.samples[:, 0]),
            "speed": calibration.speed,
            "speed_error": calibration.error(calibration.samples[:, 1]),
        }
    return {"schemes": schemes, "calibration": overhead}


def _predicted(
    injection: Injection | None,
    calibration: Calibration | None,
    pooled: Lines,
    layout: Layout | None,
    steps: Sequence[int],
    workers: int,
) -> dict[str, Any] | None:
    """The mean runtime that the model predicts: of the law, or of the lines that were measured; and of the very rounds."""
    if layout is None:
        return None
    if injection is None:
        if pooled.rounds < 2:
            return None
        return {"of": "measured lines", **asdict(mean_of(runtimes(layout, pooled)))}
    if calibration is None:
        return None
    played = lines_of(injection, [step - 1 for step in steps], workers, calibration)
    very = runtimes(layout, played)
    source = injection.source
    if not isinstance(source, Law):
        return {"of": "these rounds", **asdict(_with_error(very, layout, injection, steps, calibration, workers))}
    drawn = source.sample((_DRAWN, workers), np.random.default_rng(1))
    of_law = runtimes(layout, calibration.lines(drawn))
    half = 1.96 * float(of_law.std() / np.sqrt(_DRAWN))
    fits = [float(runtimes(layout, other.lines(drawn[:2000])).mean()) for other in calibration.others()]
    half = float(np.hypot(half, calibration.half(fits)))
    value = float(of_law.mean())
    return {"of": "law", **asdict(_around(value, half)), "these_rounds": float(very.mean())}


def _with_error(
    very: Floats, layout: Layout, injection: Injection, steps: Sequence[int], calibration: Calibration, workers: int
) -> Interval:
    """The mean over the very rounds, which only overhead and speed are unsure of."""
    numbers = np.array([injection.draws(step - 1, workers) for step in steps])
    fits = [float(runtimes(layout, other.lines(numbers)).mean()) for other in calibration.others()]
    return _around(float(very.mean()), calibration.half(fits))


def _around(value: float, half: float) -> Interval:
    # A runtime is not below zero, however little is known of it.
    return Interval(value, max(value - half, 0.0), value + half)


def text_of(summary: dict[str, Any]) -> str:
    """The summary as a table."""
    head = ("scheme", "steps", "seconds a round", "predicted", "for these delays", "gain", "loss", "error")
    rows = [head]
    for scheme in summary["schemes"]:
        predicted, gain = scheme["predicted"], scheme["gain"]
        rows.append(
            (
                scheme["name"],
                str(scheme["steps"]),
                str(Interval(**scheme["runtime"])),
                "" if predicted is None else str(_interval(predicted)),
                f"{predicted['these_rounds']:.4g}" if predicted and "these_rounds" in predicted else "",
                "" if gain is None else str(_interval(gain)),
                "" if scheme["loss"] is None else f"{scheme['loss']:.6g}",
                "" if scheme["error"] is None else f"{scheme['error']:.1e}",
            )
        )
    widths = [max(len(row[column]) for row in rows) for column in range(len(head))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    notes = ["", f"{summary['rounds']} rounds, {summary['messages']} messages, {summary['stale']} blocks too late; intervals: 95 %"]
    if summary["schemes"]:
        notes.append(f"gain: mean runtime of {summary['schemes'][0]['gain_over']} over that of the scheme, in the same steps")
    found = summary["calibration"]
    if found is not None:
        notes.append(
            f"beside the delays: {found['overhead']:.3g} +- {found['overhead_error']:.2g} s a round, "
            f"{found['speed']:.3g} +- {found['speed_error']:.2g} s a pass"
        )
    return "\n".join(lines + notes) + "\n"


def _interval(fields: dict[str, Any]) -> Interval:
    return Interval(fields["value"], fields["low"], fields["high"])
