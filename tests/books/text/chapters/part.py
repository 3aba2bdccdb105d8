# ANCHOR: one
X = 1
# ANCHOR_END: one
Y = 2
