"""Tables on whatever runs functions elsewhere: processes, MPI, Dask, Slurm."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING

from . import _bcgc
from .tables import Spec, Table

# Processes are imported where they are wanted: they take half of the time of importing all the rest.
if TYPE_CHECKING:
    from concurrent.futures import Executor, Future

__all__ = ["sweep"]


def _cell(spec: Spec, number: int) -> str:
    """One cell, on one thread of wherever this runs."""
    return spec._native.cell(number)


def sweep(
    spec: Spec | str | os.PathLike[str],
    executor: Executor | None = None,
    *,
    log: str | os.PathLike[str] | None = None,
    resume: bool = False,
    date: str | None = None,
    callback: Callable[[int, int], object] | None = None,
) -> Table:
    """Makes a table with an executor: the same files, byte for byte, as `table` and ``bcgc table``.

    Parameters
    ----------
    spec : Spec, str or path
        What `Spec` takes.
    executor : concurrent.futures.Executor, optional
        Anything with that interface: ``ProcessPoolExecutor``, ``mpi4py.futures.MPIPoolExecutor``, Dask's
        ``client.get_executor(pure=False)``; for Ray the page ``docs/python/sweeps.md`` has one. By default a process for each
        core, started afresh (``spawn``). It is left open if it was given.
    log : path, optional
        Where every cell is written as soon as it is known, in the same format as ``bcgc table --output`` does.
    resume : bool
        Whether cells in the log are not computed again; otherwise it is begun anew.
    date : str, optional
        For the provenance; none by default, so that equal runs give equal files.
    callback : callable, optional
        Called with the cells done and the cells in all, from this thread.

    Returns
    -------
    Table

    Raises
    ------
    InputError
        When an instance of the grid is refused, or the log cannot be used.
    Exception
        What the executor raises where a worker dies. Cells in the log are kept: call again with ``resume=True``.

    Examples
    --------
    >>> from concurrent.futures import ThreadPoolExecutor
    >>> with ThreadPoolExecutor(2) as pool:
    ...     table = bcgc.sweep("runtime-rate", pool)
    """
    wanted = spec if isinstance(spec, Spec) else Spec(spec)
    work = _bcgc.Work(wanted._native, None if log is None else os.fspath(log), resume)
    if executor is None:
        import multiprocessing
        from concurrent.futures import ProcessPoolExecutor

        with ProcessPoolExecutor(mp_context=multiprocessing.get_context("spawn")) as pool:
            _compute(wanted, work, pool, callback)
    else:
        _compute(wanted, work, executor, callback)
    return Table._of(wanted.name, work.table(date))


def _compute(
    spec: Spec, work: _bcgc.Work, executor: Executor, callback: Callable[[int, int], object] | None
) -> None:
    from concurrent.futures import as_completed

    missing = work.missing()
    done = len(work) - len(missing)
    futures: list[Future[str]] = [executor.submit(_cell, spec, number) for number in missing]
    try:
        for future in as_completed(futures):
            work.add(future.result())
            done += 1
            if callback is not None:
                callback(done, len(work))
    finally:
        for future in futures:
            future.cancel()
