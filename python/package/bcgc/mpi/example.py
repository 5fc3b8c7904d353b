"""A commented task file to start from."""

EXAMPLE = '''\
name = "example"

[problem]
model = "softmax"               # linear, logistic, softmax or network (one hidden layer)
features = 40                   # of drawn data; data = "FILE" takes those of a file, targets in its last column
classes = 5                     # of softmax and network
samples = 4000
# batch = 50                    # samples of each subset in a step, drawn afresh; 0, the default, takes all
# A function of your own instead: module:function, called as partials(parameters, subset, block)
# function = "mine:partials"    # and  coordinates = 1000  or  initial = "mine:initial";  loss = "mine:loss"  for its loss

[optimiser]
method = "gradient-descent"     # or momentum, adam
rate = 0.5

[rounds]
steps = 60                      # of every scheme
turn = 5                        # steps that a scheme takes before it is another's turn
measure = 5                     # every so many steps all workers are waited for, so that all times are known; 0: never
check = true                    # compare every gradient with the uncoded one, outside of the measured time
# adapt = 40                    # every so many steps a scheme with a method is optimised again for what was measured

# Delays that are injected. Without this table stragglers are those that there are.
[stragglers]
delay = "added"                 # T seconds a pass over a subset; or multiplied: the computation takes T times as long
law = "shifted-exponential"     # any law of bcgc with its keys, or  trace = "FILE"
rate = 5.0
shift = 0.02
seed = 1

# limits = {silence = 60.0}     # seconds after which a worker that says nothing is given up

[[scheme]]
name = "optimised"
method = "exact"                # any method of bcgc; it solves the injected law, or  instance = "FILE"  above the tables

[[scheme]]
method = "single-block"

[[scheme]]
method = "uncoded"

# [[scheme]]
# name = "mine"
# partition = "FILE"            # or a list of block sizes
# construction = "cyclic-repetition"
'''
"""What ``python -m bcgc.run --init`` writes."""
