#!/bin/bash
# sbatch slurm.sh: one master and eight workers, each with a core of its own. Submitted again, or requeued, it goes on from the
# last checkpoint.
#SBATCH --job-name=bcgc
#SBATCH --ntasks=9
#SBATCH --cpus-per-task=1
#SBATCH --time=00:30:00
#SBATCH --requeue
#SBATCH --output=%x-%j.log
#SBATCH --open-mode=append

TASK=${TASK:-task.toml}
RUN=${RUN:-run}

# A rank computes on one core: the threads of numpy would fight over it.
export OMP_NUM_THREADS=1
resume=()
[ -e "$RUN/checkpoint.npz" ] && resume=(--resume)
# On the file system of the run, whose clock need not be that of this node.
mkdir -p "$(dirname "$RUN")"
begin=$(mktemp "$(dirname "$RUN")/.begin.XXXXXX")
trap 'rm -f "$begin"' EXIT
# --enable-recovery: the job outlives a rank that dies, as far as the schemes tolerate it.
# --no-kill of sbatch does the same for a node that is lost.
mpirun --enable-recovery -n "$SLURM_NTASKS" "${PYTHON:-python}" -m bcgc.run "$TASK" --output "$RUN" "${resume[@]}"
# Open MPI 4 then says 0 whatever came of it: the summary is written last.
[ "$RUN/summary.json" -nt "$begin" ]
